// The lines of the stream, the newest first, and the filter that chooses them.

const MOST = 400;

function cell(row, text, name) {
  const made = document.createElement("span");
  made.textContent = text;
  if (name) made.className = name;
  row.append(made);
}

function pairs(line) {
  const groups = [line.counts, line.facts, line.words];
  return groups.flatMap((group) => Object.entries(group || {}))
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name} ${typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 2 }) : value}`);
}

export class Stream {
  constructor(box, button) {
    Object.assign(this, { box, button, paused: false, held: [] });
    button.addEventListener("click", () => this.toggle());
    this.clear();
  }

  clear() {
    this.held = [];
    const empty = document.createElement("p");
    empty.className = "empty";
    empty.textContent = "Nothing has happened yet that the filter lets through.";
    this.box.replaceChildren(empty);
  }

  toggle() {
    this.paused = !this.paused;
    this.button.setAttribute("aria-pressed", String(this.paused));
    this.name();
    if (!this.paused) {
      this.show(this.held);
      this.held = [];
    }
  }

  name() {
    this.button.textContent = this.paused ? `Go on${this.held.length ? ` (${this.held.length})` : ""}` : "Pause";
  }

  add(lines) {
    if (!lines.length) return;
    if (this.paused) {
      this.held = [...this.held, ...lines].slice(-MOST);
      this.name();
      return;
    }
    this.show(lines);
  }

  show(lines) {
    if (!lines.length) return;
    this.box.querySelector(".empty")?.remove();
    this.box.prepend(...lines.slice(-MOST).map((line) => this.row(line)).reverse());
    while (this.box.childElementCount > MOST) this.box.lastElementChild.remove();
  }

  row(line) {
    const row = document.createElement("div");
    row.className = `line ${line.level}`;
    const when = new Date(line.utc);
    cell(row, `${when.toLocaleTimeString("en-GB")}.${String(when.getMilliseconds()).padStart(3, "0")}`, "dim");
    cell(row, line.session ? `${line.session.slice(0, 8)}/${line.turn || "-"}` : "", "dim");
    cell(row, line.type, "kind");
    cell(row, typeof line.ms === "number" ? `${Math.round(line.ms).toLocaleString("en")} ms` : "");
    cell(row, pairs(line).join(" · "), "more");
    return row;
  }

  note(text) {
    this.show([{ type: text, utc: new Date().toISOString(), level: "warning", turn: 0 }]);
  }
}

export class Filter {
  constructor(form, onChange) {
    this.form = form;
    const change = () => form.checkValidity() && onChange(this.wanted());
    form.addEventListener("change", change);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      change();
    });
  }

  // What there is to choose from is told by the server, once.
  offer(kinds, stages) {
    const types = this.form.querySelector("#types");
    if (types.childElementCount) return;
    for (const kind of kinds) {
      const label = document.createElement("label");
      const box = document.createElement("input");
      Object.assign(box, { type: "checkbox", value: kind });
      label.append(box, kind);
      types.append(label);
    }
    this.form.querySelector("#stage").append(...stages.map((stage) => new Option(stage)));
  }

  wanted() {
    const value = (id) => this.form.querySelector(id).value;
    const types = [...this.form.querySelectorAll("#types :checked")].map((box) => box.value);
    const stages = value("#stage") ? [value("#stage")] : [];
    return { session: value("#session").trim(), level: value("#level"), stages, types };
  }
}
