// The page: takes the key from behind the #, opens the stream, and hands each line to what shows it.

import { Course, Turns, short } from "./charts.js";
import { Filter, Stream } from "./stream.js";

const AGAIN_MS = 2000;
const STEPS = ["capture", "endpoint", "recognise", "tools", "prefill", "first_token", "clause", "first_sound", "heard", "wait"];
const $ = (id) => document.getElementById(id);

const turns = new Turns($("turns"));
const courses = {
  processor: new Course($("processor"), $("processor-now"), "%"),
  memory: new Course($("memory"), $("memory-now"), "MiB"),
  tokens_a_second: new Course($("tokens"), $("tokens-now"), "/s"),
};
const stream = new Stream($("stream"), $("pause"));
const filter = new Filter($("filter"), () => open_());
let socket = null;
let figures = null;
let used = {}; // model by stage
let past = 0; // lines still to come that tell of what was before

function key() {
  if (location.hash.length > 1) {
    sessionStorage.setItem("key", location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("key");
}

function link(text, bad = false) {
  $("link").textContent = text;
  $("link").className = bad ? "bad" : "";
}

function connect() {
  const token = key();
  if (!token) {
    link("this address lacks its key: take the one that `sotto monitor --web` prints", true);
    return;
  }
  socket = new WebSocket(`ws://${location.host}/stream`, ["sotto.monitor.1", `sotto.token.${token}`]);
  socket.addEventListener("open", open_);
  socket.addEventListener("message", (event) => take(event.data.split("\n").map((line) => JSON.parse(line))));
  socket.addEventListener("close", (event) => {
    state("away");
    link(`${event.reason || "no Sotto can be watched here"}; trying again`, true);
    setTimeout(connect, AGAIN_MS);
  });
}

function open_() {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(everyTurn(filter.wanted())));
}

// State and turns are drawn whatever the stream shows, so they always travel; `shows` picks the stream's own.
function everyTurn(wanted) {
  const types = wanted.types.length ? [...new Set([...wanted.types, "state", "turn", "model"])] : [];
  return { session: wanted.session, level: "debug", stages: [], types };
}

const RANKS = ["debug", "info", "warning", "error"];

function shows(line, wanted) {
  return RANKS.indexOf(line.level) >= RANKS.indexOf(wanted.level) &&
    (!wanted.stages.length || wanted.stages.includes(line.stage)) &&
    (!wanted.types.length || wanted.types.includes(line.type.split(".")[0]));
}

function take(lines) {
  const [wanted, shown] = [filter.wanted(), []];
  for (const line of lines) {
    if (line.type.startsWith("monitor.")) {
      told(line);
      continue;
    }
    follow(line, past > 0);
    if (shows(line, wanted)) shown.push(line);
    past = Math.max(0, past - 1);
  }
  stream.add(shown);
}

// What the monitor itself says.
function told(line) {
  switch (line.type) {
    case "monitor.snapshot":
      past = line.recent;
      snapshot(line);
      break;
    case "monitor.metrics":
      metrics(line.metrics, line.monotonic);
      break;
    case "monitor.missed":
      stream.note(`${line.events} events were missed`);
      break;
    default:
      $("refused").textContent = line.reason;
      $("refused").hidden = false;
  }
}

function snapshot(line) {
  $("refused").hidden = true;
  filter.offer(line.kinds, line.stages);
  stream.clear();
  turns.clear();
  state(line.state);
  models(line.models);
  link(line.words ? "live, with what is said" : "live");
  for (const [name, course] of Object.entries(courses)) course.fill(line.monotonic, line.trends[name] || []);
  metrics(line.metrics, line.monotonic);
}

function follow(line, past) {
  if (line.type === "turn.complete") turns.add(line);
  if (past) return;
  if (line.type === "state") state(line.facts.state);
  if (line.type === "model.load") models(loaded(line));
}

// All of them at the start, one at a time later.
function loaded(line) {
  if (!line.facts.change) return line.facts;
  return line.facts.change === "ready" ? { [line.stage]: line.facts.model } : {};
}

function state(name) {
  $("state").textContent = name;
  $("state").className = `pill ${name}`;
}

function models(known) {
  used = { ...used, ...known };
  $("about").textContent = used.llm ? `${used.stt} · ${used.llm} · ${used.tts}` : "";
}

// Windows that are not told are as they were.
function metrics(found, at) {
  figures = { ...figures, ...found };
  for (const [name, course] of Object.entries(courses)) course.add(at, found.latest[name]);
  table();
}

function table() {
  if (!figures) return;
  const shown = figures.windows[$("window").value];
  $("steps").replaceChildren(...STEPS.filter((step) => shown[step]).map((step) => {
    const row = document.createElement("tr");
    if (step === "wait") row.className = "sum";
    const each = shown[step];
    for (const text of [step.replace("_", " "), short(each.p50), short(each.p95), short(each.p99), each.count]) {
      row.insertCell().textContent = text;
    }
    return row;
  }));
  now(shown);
}

function now(shown) {
  const failed = shown.failed?.count || 0;
  const told = [
    ["wait p50", short(shown.wait?.p50), "ms"], ["wait p95", short(shown.wait?.p95), "ms"],
    ["turns", shown.turns?.count || 0, ""], ["failed", failed, "", failed > 0],
    ["interrupted", shown.interrupted?.count || 0, ""], ["sessions", shown.sessions, ""],
    ["underruns", figures.totals.underruns || 0, ""], ["dropped", figures.totals.dropped || 0, ""],
  ];
  $("now").replaceChildren(...told.map(([name, value, unit, bad]) => {
    const group = document.createElement("div");
    const term = document.createElement("dt");
    const figure = document.createElement("dd");
    const small = document.createElement("small");
    term.textContent = name;
    small.textContent = unit && ` ${unit}`;
    figure.append(String(value), small);
    figure.classList.toggle("bad", Boolean(bad));
    group.append(term, figure);
    return group;
  }));
}

$("window").addEventListener("change", table);
window.addEventListener("hashchange", () => location.hash.length > 1 && location.reload());
connect();
