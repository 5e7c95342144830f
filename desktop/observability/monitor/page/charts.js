// Small drawings: the wait of each turn as a stacked bar, and the course of one quantity over five minutes.

const SVG = "http://www.w3.org/2000/svg";
const SECONDS = 300;
const TURNS = 30;
const PARTS = [["stt", "stt_ms"], ["llm", "llm_first_token_ms"], ["rest", ""], ["tts", "tts_first_audio_ms"]];

function draw(parent, name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

// A round number that is not below the value.
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 2, 5, 10].find((step) => step * power >= value) * power;
}

export function short(value) {
  if (value === null || value === undefined) return "-";
  if (value >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString("en");
  return value.toFixed(value >= 10 ? 1 : 2);
}

export class Turns {
  constructor(svg) {
    this.svg = svg;
    this.turns = [];
    new ResizeObserver(() => this.paint()).observe(svg);
  }

  clear() {
    this.turns = [];
    this.paint();
  }

  add(line) {
    const counts = line.counts;
    const parts = Object.fromEntries(PARTS.map(([name, count]) => [name, counts[count] || 0]));
    parts.rest = Math.max(0, (line.ms || 0) - parts.stt - parts.llm - parts.tts);
    // a turn without sound ends with its first word
    const ms = line.ms ?? (parts.stt + parts.llm || null);
    this.turns.push({ turn: line.turn, ms, parts, outcome: line.facts.outcome });
    if (this.turns.length > TURNS) this.turns.shift();
    this.paint();
  }

  paint() {
    const { width, height } = this.svg.getBoundingClientRect();
    if (!width) return;
    const [left, top, bottom] = [44, 8, height - 18];
    const most = ceiling(Math.max(10, ...this.turns.map((turn) => turn.ms || 0)));
    this.svg.replaceChildren();
    for (const share of [0, 0.5, 1]) {
      const y = bottom - share * (bottom - top);
      draw(this.svg, "line", { x1: left, x2: width, y1: y, y2: y, class: "grid" });
      draw(this.svg, "text", { x: left - 6, y: y + 4, "text-anchor": "end" }, short(share * most));
    }
    if (!this.turns.length) draw(this.svg, "text", { x: left + 8, y: (top + bottom) / 2 - 6 }, "no turn yet");
    const step = (width - left) / Math.max(12, this.turns.length);
    this.turns.forEach((turn, place) => this.bar(turn, left + place * step, step, bottom, (bottom - top) / most));
    const last = this.turns.at(-1);
    const told = last ? `, the last ${last.ms === null ? "without an answer" : short(last.ms) + " ms"}` : "";
    this.svg.setAttribute("aria-label", `Wait of the last ${this.turns.length} turns${told}`);
  }

  bar(turn, x, step, bottom, scale) {
    const group = draw(this.svg, "g", {});
    const told = PARTS.map(([name]) => `${name} ${short(turn.parts[name])}`).join(", ");
    draw(group, "title", {}, `turn ${turn.turn}, ${turn.outcome}: ${short(turn.ms)} ms (${told})`);
    const wide = Math.max(2, Math.min(30, step * 0.66));
    const middle = x + step / 2;
    let y = bottom;
    for (const [name] of turn.ms === null ? [] : PARTS) {
      const tall = turn.parts[name] * scale;
      y -= tall;
      if (tall > 0) draw(group, "rect", { x: middle - wide / 2, y, width: wide, height: tall, class: name });
    }
    if (turn.ms === null) draw(group, "circle", { cx: middle, cy: bottom - 5, r: 4, class: turn.outcome === "failed" ? "none" : "rest" });
    if (step > 16 || turn.turn % 5 === 0) {
      draw(group, "text", { x: middle, y: bottom + 14, "text-anchor": "middle" }, turn.turn);
    }
  }
}

export class Course {
  // `at` is in seconds of the machine's monotonic clock
  constructor(svg, output, unit) {
    Object.assign(this, { svg, output, unit, points: [] });
    new ResizeObserver(() => this.paint()).observe(svg);
  }

  fill(now, trend) {
    this.points = trend.map(([minutes, value]) => [now + minutes * 60, value]);
    this.paint();
  }

  add(at, value) {
    if (value === undefined) return;
    this.points.push([at, value]);
    this.points = this.points.filter(([when]) => when > at - SECONDS);
    this.paint();
  }

  paint() {
    const { width, height } = this.svg.getBoundingClientRect();
    this.svg.replaceChildren();
    const last = this.points.at(-1);
    const told = last ? `${short(last[1])} ${this.unit}` : "-";
    this.output.textContent = told;
    draw(this.svg, "line", { x1: 0, x2: width, y1: height - 1, y2: height - 1, class: "grid" });
    if (!last || !width) return;
    const most = ceiling(Math.max(...this.points.map(([, value]) => value)));
    const x = (at) => width - ((last[0] - at) / SECONDS) * width;
    const y = (value) => height - 1 - (value / most) * (height - 14);
    const shown = this.points.filter(([at]) => at >= last[0] - SECONDS);
    const line = shown.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    const first = x(shown[0][0]);
    draw(this.svg, "polygon", { points: `${first},${height - 1} ${line} ${width},${height - 1}`, class: "area" });
    draw(this.svg, "polyline", { points: line, class: "course" });
    draw(this.svg, "text", { x: 0, y: 10 }, short(most));
    this.svg.setAttribute("aria-label", `Course over five minutes, now ${told}`);
  }
}
