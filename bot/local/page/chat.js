// Shows the chat with the bot, keeps it true to the server, sends what is written and tapped.

const MESSAGE_LIMIT = 4096;
const COUNTER_FROM = 3800;
const GROUP_SECONDS = 300;
const ANSWER_MS = 12000;
const POST_MS = 20000;
const SAME_ANSWER_MS = 3000;
const GAP = 12;
const PEEK = 40;
const RETRY_MS = [500, 1000, 2000, 4000];
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const LABELS = {
  photo: "Photo", animation: "Film", document: "File", sticker: "Sticker",
  voice: "Voice message", location: "Location", other: "Attachment",
};
const ICONS = new Set(["photo", "voice", "sticker", "location"]);
const VISUAL = new Set(["photo", "animation", "sticker"]);

const $ = (id) => document.getElementById(id);
const log = $("log");
const scroller = $("scroller");
const input = $("message");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const views = new Map(); // message id -> {message, article}
let bot = { name: "BackEase", username: "" };
let commands = [];

// --- Server: requests, events, and reading everything again after a gap ---------------------

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Chat": "1" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(POST_MS),
  });
  if (!response.ok) throw Object.assign(new Error(path), { status: response.status });
}

/** Post and say in words when it fails; true when the server took it. */
async function attempt(path, body, failed) {
  try {
    await post(path, body);
  } catch (error) {
    if (error.status >= 400 && error.status < 500) showToast(failed);
    else trouble("sending", `${failed} The bot cannot be reached.`);
    return false;
  }
  trouble("sending");
  return true;
}

const onEvent = {
  message: (message) => { answered(message.out); change(message, true); },
  edit: (message) => { answered(message.out); change(message); },
  delete: ({ id }) => { remove(id); regroup(); },
  typing: () => { answered(); showTyping(); },
  toast: (toast) => { answered(); showAnswer(toast); },
  cleared: () => { [...views.keys()].forEach(remove); regroup(); },
  commands: (list) => { commands = list.commands; },
};

let stream = null;
let retries = 0;
let retryTimer = 0;
let held = null; // events that arrive while the state is being read wait here, in order

function connect() {
  clearTimeout(retryTimer);
  stream?.close();
  const mine = new EventSource("/api/events");
  stream = mine;
  for (const [name, handle] of Object.entries(onEvent)) {
    mine.addEventListener(name, ({ data }) => {
      if (stream !== mine) return;
      if (held) held.push([handle, JSON.parse(data)]);
      else handle(JSON.parse(data));
    });
  }
  mine.onopen = () => readState(mine);
  mine.onerror = () => { if (stream === mine) reconnectLater(); };
}

function reconnectLater() {
  stream.close();
  clearTimeout(retryTimer);
  trouble("connection", "Connection lost. Trying again…");
  retryTimer = setTimeout(connect, RETRY_MS[Math.min(retries, RETRY_MS.length - 1)]);
  retries += 1;
}

async function readState(mine) {
  held = [];
  try {
    const response = await fetch("/api/state", { cache: "no-store" });
    if (!response.ok) throw new Error(`state ${response.status}`);
    const state = await response.json();
    if (stream !== mine) return;
    log.setAttribute("aria-busy", "true");
    showState(state);
    held.forEach(([handle, data]) => handle(data));
    retries = 0;
    trouble("connection");
    trouble("sending");
    answered();
    requestAnimationFrame(() => log.setAttribute("aria-busy", "false"));
  } catch (error) {
    console.error(error);
    if (stream === mine) reconnectLater();
  } finally {
    if (stream === mine) held = null;
  }
}

function showState(state) {
  bot = state.bot;
  commands = state.commands;
  for (const place of document.querySelectorAll(".bot-name")) place.textContent = bot.name;
  document.title = bot.name;
  const known = new Set(state.messages.map((message) => message.id));
  for (const id of [...views.keys()]) if (!known.has(id)) remove(id);
  const sawNewest = seesNewest();
  const changed = state.messages.filter((message) => upsert(message));
  regroup();
  if (changed.length > 0 && sawNewest) beginWith(newest());
  keepPlace();
}

// --- Rich text: only known tags and web addresses get into the page -------------------------

const ALLOWED = new Set(
  ["a", "b", "blockquote", "code", "del", "em", "i", "ins", "pre", "s", "span", "strong", "u"],
);
const DROPPED = new Set(["iframe", "object", "script", "style", "svg", "template", "title"]);
const COMMAND = /(?<![\w/])\/[a-z][a-z0-9_]{0,31}\b/g;

function richText(html, withCommands) {
  const words = document.createDocumentFragment();
  copyAllowed(new DOMParser().parseFromString(html, "text/html").body, words, withCommands);
  return words;
}

function copyAllowed(from, to, withCommands) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(...(withCommands ? tappable(node.data) : [node.data]));
    } else if (node.nodeType === Node.ELEMENT_NODE && !DROPPED.has(node.localName)) {
      const name = node.localName;
      const copy = ALLOWED.has(name) ? to.appendChild(document.createElement(name)) : to;
      if (name === "a") openElsewhere(copy, node.getAttribute("href"));
      copyAllowed(node, copy, withCommands && !["a", "code", "pre"].includes(name));
    }
  }
}

/** Split text so that the bot's own commands can be tapped, as in Telegram. */
function tappable(text) {
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(COMMAND)) {
    if (!commands.some(({ command }) => `/${command}` === found)) continue;
    parts.push(text.slice(end, index), commandLink(found));
    end = index + found.length;
  }
  return [...parts, text.slice(end)];
}

function commandLink(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "command-link";
  button.textContent = text;
  button.addEventListener("click", () => sendText(text));
  return button;
}

function openElsewhere(link, address) {
  if (!URL.canParse(address ?? "")) return;
  if (!["http:", "https:", "mailto:", "tel:", "tg:"].includes(new URL(address).protocol)) return;
  const payload = startPayload(new URL(address));
  if (payload) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      sendText(`/start ${payload}`);
    });
  }
  Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer" });
}

/** What a link to this bot passes on: Telegram sends it after /start. */
function startPayload(address) {
  const ours = address.hostname === "t.me" && address.pathname === `/${bot.username}`;
  return ours ? address.searchParams.get("start") : null;
}

// --- Messages: one article each, changed in place -------------------------------------------

/** Take a message that came or changed, and keep the reader where they want to be. */
function change(message, isNew = false) {
  const sawNewest = seesNewest();
  const saysMore = upsert(message, isNew);
  regroup();
  if (saysMore) noticeNews(message, sawNewest, isNew);
  keepPlace();
}

/** Put a message on the page as it is now; true when it says something new. */
function upsert(message, isNew = false) {
  let view = views.get(message.id);
  const added = !view;
  if (view && JSON.stringify(view.message) === JSON.stringify(message)) {
    freeButtons(message.id);
    return false;
  }
  const saysMore = added || view.message.html !== message.html;
  if (added) {
    view = { message: null, article: fromTemplate("message-template") };
    view.article.dataset.messageId = message.id;
    views.set(message.id, view);
  }
  const focused = view.article.contains(document.activeElement) ? document.activeElement : null;
  fill(view, message);
  if (added) place(view);
  // After an answer the focus waits before the next question: a second Enter must not answer it.
  const leave = focused && (!focused.isConnected || focused.classList.contains("inline-button"));
  if (leave) view.article.focus({ preventScroll: true });
  view.article.classList.toggle("is-new", added && isNew);
  return saysMore;
}

function remove(id) {
  views.get(id)?.article.remove();
  views.delete(id);
}

function place({ article, message }) {
  let before = log.lastElementChild;
  while (before && !(Number(before.dataset.messageId) < message.id)) {
    before = before.previousElementSibling;
  }
  if (before) before.after(article);
  else log.prepend(article);
}

function fill(view, message) {
  const { article, message: old } = view;
  const part = (name) => article.querySelector(`.${name}`);
  const changed = (field) => JSON.stringify(old?.[field]) !== JSON.stringify(message[field]);
  view.message = message;
  article.dataset.out = message.out;
  article.setAttribute("aria-label", `${message.out ? "You" : bot.name}, ${timeOf(message.date)}`);
  if (changed("html") || changed("kind") || changed("file")) fillText(part("text"), message);
  if (changed("kind") || changed("file")) fillMedia(part("media"), message);
  nameMedia(part("media"), part("text"), message);
  if (changed("buttons")) fillButtons(part("buttons"), message);
  else freeButtons(message.id);
  // The bot edits its messages all the time; only the person's own edits are worth a word.
  part("edited").hidden = !message.edited || !message.out;
  part("meta").lastElementChild.textContent = timeOf(message.date);
  part("meta").lastElementChild.dateTime = new Date(message.date * 1000).toISOString();
  const isVisual = VISUAL.has(message.kind) && message.file !== null;
  article.classList.toggle("wide", isVisual || message.buttons.length > 0);
  article.classList.toggle("bare", isVisual && !message.html);
  article.dataset.kind = message.kind;
}

function fillText(text, { html, kind, file, out }) {
  const isLabel = !html && (!file || kind === "voice");
  text.classList.toggle("label", isLabel);
  text.hidden = !html && !isLabel;
  if (isLabel) text.replaceChildren(icon(ICONS.has(kind) ? kind : "document"), LABELS[kind] ?? "");
  else text.replaceChildren(richText(html, !out));
}

/** Group what one side says in a row, and put each day under its name. */
function regroup() {
  const days = new Map([...log.querySelectorAll(".day")].map((day) => [day.dataset.day, day]));
  let last = null;
  for (const article of log.querySelectorAll(".message")) {
    const { message } = views.get(Number(article.dataset.messageId));
    const day = new Date(message.date * 1000).toDateString();
    const newDay = last?.day !== day;
    if (newDay) {
      const heading = days.get(day) ?? dayHeading(day);
      days.delete(day);
      heading.firstElementChild.textContent = dayName(day);
      if (heading.nextElementSibling !== article) article.before(heading);
    }
    const joins = !newDay && last.message.out === message.out
      && message.date - last.message.date < GROUP_SECONDS && last.message.buttons.length === 0;
    article.classList.toggle("joins", joins);
    article.classList.add("tail");
    if (joins) last.article.classList.remove("tail");
    last = { article, message, day };
  }
  for (const unused of days.values()) unused.remove();
  $("empty").hidden = views.size > 0;
}

function dayHeading(day) {
  const heading = document.createElement("div");
  heading.className = "day";
  heading.dataset.day = day;
  heading.append(document.createElement("span"));
  return heading;
}

function dayName(day) {
  const daysAgo = Math.round((new Date(new Date().toDateString()) - new Date(day)) / 86400000);
  if (daysAgo === 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  return DAY.format(new Date(day));
}

function timeOf(seconds) {
  return TIME.format(new Date(seconds * 1000));
}

// --- Pictures, films, files -----------------------------------------------------------------

function fillMedia(media, { kind, file }) {
  const shown = file && kind !== "voice";
  media.hidden = !shown;
  media.replaceChildren(...(shown ? [mediaFor(kind, file)] : []));
}

function mediaFor(kind, file) {
  if (kind === "animation" && !file.mime?.startsWith("image/")) return film(file);
  return VISUAL.has(kind) ? picture(file) : documentCard(file);
}

/** Name a picture or film by the first line of its caption. */
function nameMedia(media, text, { kind, html }) {
  const name = (html && text.textContent.trim().split("\n")[0]) || LABELS[kind];
  media.querySelector("img")?.setAttribute("alt", name);
  media.querySelector("video")?.setAttribute("aria-label", name);
}

function picture(file) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "picture";
  const image = document.createElement("img");
  reserveSpace(image, file);
  image.addEventListener("error", () => button.replaceWith(missing("picture")));
  image.src = file.url;
  button.append(image);
  button.addEventListener("click", () => viewPicture(image));
  return button;
}

function viewPicture(image) {
  Object.assign($("viewer-image"), { src: image.src, alt: image.alt });
  $("viewer").showModal();
}

function film(file) {
  const frame = fromTemplate("film-template");
  const video = frame.querySelector("video");
  const toggle = frame.querySelector("button");
  const show = () => {
    frame.classList.toggle("paused", video.paused);
    toggle.setAttribute("aria-label", video.paused ? "Play the film" : "Pause the film");
  };
  reserveSpace(video, file);
  video.muted = true;
  video.autoplay = !calm.matches;
  video.addEventListener("play", show);
  video.addEventListener("pause", show);
  video.addEventListener("error", () => frame.replaceWith(missing("film")));
  toggle.addEventListener("click", () => {
    if (video.paused) video.play().catch(show);
    else video.pause();
  });
  video.src = file.url;
  show();
  return frame;
}

function documentCard(file) {
  const card = fromTemplate("document-template");
  card.href = file.url;
  card.download = file.name || "";
  card.querySelector(".document-name").textContent = file.name || "File";
  card.querySelector(".document-size").textContent = sizeOf(file.size);
  card.setAttribute("aria-label", `Download ${file.name || "the file"}, ${sizeOf(file.size)}`);
  return card;
}

function sizeOf(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function reserveSpace(element, { width, height }) {
  if (width && height) Object.assign(element, { width, height });
}

function missing(what) {
  const note = document.createElement("p");
  note.className = "missing";
  note.textContent = `The ${what} could not be loaded.`;
  return note;
}

// --- Inline buttons -------------------------------------------------------------------------

function fillButtons(box, message) {
  box.hidden = message.buttons.length === 0;
  box.replaceChildren(...message.buttons.map((row) => {
    const line = document.createElement("div");
    line.className = "button-row";
    line.classList.toggle("dense", row.length > 4);
    line.append(...row.map((button) => inlineButton(message.id, button)));
    return line;
  }));
}

function inlineButton(messageId, { text, data, url }) {
  const button = document.createElement(url ? "a" : "button");
  button.className = "inline-button";
  button.dataset.testid = "inline-button";
  const label = document.createElement("span");
  label.textContent = text;
  button.append(label);
  if (url) {
    openElsewhere(button, url);
    button.append(icon("out"));
  } else {
    button.type = "button";
    button.addEventListener("click", (event) => {
      // The second half of a double click must not answer the question that follows.
      if (event.detail < 2) tap(button, messageId, data);
    });
  }
  return button;
}

async function tap(button, messageId, data) {
  if (button.classList.contains("is-busy")) return;
  setBusy(button, true);
  expecting = true;
  expectAnswer();
  const what = { message_id: messageId, data };
  const taken = await attempt("/api/tap", what, "That tap did not arrive.");
  if (taken) {
    setTimeout(() => setBusy(button, false), ANSWER_MS);
  } else {
    answered();
    setBusy(button, false);
  }
}

function setBusy(button, busy) {
  button.classList.toggle("is-busy", busy);
  button.setAttribute("aria-busy", busy);
}

function freeButtons(messageId) {
  const within = messageId === undefined ? document : views.get(messageId)?.article;
  within?.querySelectorAll(".inline-button.is-busy").forEach((button) => setBusy(button, false));
}

// --- Where the reader is: an answer is shown from its beginning, unless they read elsewhere ---

let begin = null; // the article an answer begins with; null: the end of the chat
let begunAt = 0;
let expecting = true; // what the bot says next begins an answer
let keeps = "answer"; // what stays in view when sizes change: "answer", "end", or "" for neither
let lastTop = 0;
let unread = 0;

function newest() {
  return log.lastElementChild;
}

/** Say whether the newest message can be seen, if only how it begins. */
function seesNewest() {
  const article = newest();
  return !article || article.offsetTop + PEEK <= scroller.scrollTop + scroller.clientHeight;
}

function beginWith(article) {
  begin = article;
  begunAt = Date.now();
  expecting = false;
  keeps = "answer";
}

/** Put the present answer in view: to its end, or from its beginning when it is too long. */
function keepPlace() {
  const end = scroller.scrollHeight - scroller.clientHeight;
  if (keeps === "end") scroller.scrollTop = end;
  if (keeps === "answer") {
    scroller.scrollTop = begin?.isConnected ? Math.min(end, begin.offsetTop - GAP) : end;
  }
  lastTop = scroller.scrollTop;
  showJump();
}

function noticeScroll() {
  const fromEnd = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  if (Math.abs(scroller.scrollTop - lastTop) > 2) keeps = fromEnd < PEEK ? "end" : "";
  lastTop = scroller.scrollTop;
  showJump();
}

function noticeNews({ id, out }, sawNewest, isNew) {
  if (out) {
    if (isNew) beginWith(null);
    expecting = true;
  } else if (!sawNewest) {
    if (isNew && !unread) begin = views.get(id).article;
    if (isNew) unread += 1;
  } else if (expecting || !isNew || Date.now() - begunAt > SAME_ANSWER_MS) {
    beginWith(views.get(id).article);
  } else {
    keeps = "answer";
  }
}

function showJump() {
  const seen = seesNewest();
  if (seen) unread = 0;
  $("jump").hidden = seen;
  $("jump-text").textContent = unread ? `New messages (${unread})` : "Latest message";
}

function jump() {
  if (!unread) begin = newest();
  keeps = "answer";
  keepPlace();
  input.focus({ preventScroll: true });
}

function watchScroll() {
  scroller.addEventListener("scroll", noticeScroll, { passive: true });
  $("jump").addEventListener("click", jump);
  const follow = new ResizeObserver(keepPlace);
  follow.observe(scroller);
  follow.observe(scroller.firstElementChild);
}

// --- Notices: typing, toasts, alerts, trouble -----------------------------------------------

let typingTimer = 0;
let toastTimer = 0;
let answerTimer = 0;
const troubles = { connection: "", sending: "", waiting: "" };

function showTyping(on = true) {
  clearTimeout(typingTimer);
  $("typing").hidden = !on;
  $("bot-status").textContent = on ? "typing…" : "bot";
  $("bot-status").classList.toggle("is-typing", on);
  if (on) typingTimer = setTimeout(() => showTyping(false), 5500);
}

function showToast(text) {
  clearTimeout(toastTimer);
  $("toast").classList.add("is-shown");
  $("toast").textContent = text;
  const hide = () => $("toast").classList.remove("is-shown");
  toastTimer = setTimeout(hide, Math.max(3500, text.length * 70));
}

function showAnswer({ text, alert, message_id: messageId }) {
  freeButtons(messageId ?? undefined);
  if (!text) return;
  if (!alert) return showToast(text);
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}

/** Say what is wrong in the banner, the worst first; an empty text ends that trouble. */
function trouble(kind, text = "") {
  troubles[kind] = text;
  const worst = Object.keys(troubles).find((each) => troubles[each]);
  $("banner-text").textContent = worst ? troubles[worst] : "";
  $("banner-body").hidden = !worst;
  $("banner-retry").hidden = worst !== "connection";
}

function expectAnswer() {
  clearTimeout(answerTimer);
  answerTimer = setTimeout(
    () => trouble("waiting", `${bot.name} is slow to answer. What you sent is kept.`), ANSWER_MS,
  );
}

function answered(byPerson = false) {
  if (byPerson) return;
  clearTimeout(answerTimer);
  trouble("waiting");
  showTyping(false);
}

// --- Menus ----------------------------------------------------------------------------------

function makeMenu(button, panel) {
  const items = [...panel.querySelectorAll("[role^=menuitem]")];
  const open = (to) => {
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    items.at(to).focus();
  };
  const close = () => {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
  };
  button.addEventListener("click", () => (panel.hidden ? open(0) : close()));
  button.addEventListener("keydown", ({ key }) => { if (key === "ArrowDown") open(0); });
  panel.addEventListener("click", ({ target }) => {
    if (!target.closest("button")) return;
    close();
    button.focus();
  });
  panel.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length).focus();
    else if (event.key === "Escape") { close(); button.focus(); }
    else return;
    event.preventDefault();
  });
  panel.addEventListener("focusout", ({ relatedTarget }) => {
    if (!panel.contains(relatedTarget) && relatedTarget !== button) close();
  });
}

function applyTheme() {
  const choice = remembered("localStorage", "theme") || "system";
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  for (const item of document.querySelectorAll("[data-theme-choice]")) {
    item.setAttribute("aria-checked", item.dataset.themeChoice === choice);
  }
  const header = getComputedStyle(document.querySelector(".top")).backgroundColor;
  document.querySelector("meta[name=theme-color]").content = header;
}

function chooseTheme(choice) {
  remember("localStorage", "theme", choice);
  applyTheme();
}

async function clearChat() {
  if ($("clear-dialog").returnValue !== "clear") return;
  await attempt("/api/clear", {}, "The chat was not cleared.");
  input.focus();
}

// --- Commands: a list over the field, from "/" or its button --------------------------------

let offered = [];
let chosen = 0;

function offerCommands(prefix) {
  offered = commands.filter(({ command }) => command.startsWith(prefix));
  if (offered.length === 0) return closeCommands();
  const options = offered.map((each, index) => commandOption(each, index));
  $("commands").replaceChildren(...options);
  $("commands").hidden = false;
  $("commands-button").setAttribute("aria-expanded", "true");
  return chooseOption(0);
}

function commandOption({ command, description }, index) {
  const option = document.createElement("div");
  option.className = "command";
  option.id = `command-${index}`;
  option.setAttribute("role", "option");
  const name = document.createElement("b");
  name.textContent = `/${command}`;
  const words = document.createElement("span");
  words.textContent = description;
  option.append(name, " ", words);
  option.addEventListener("pointerdown", (event) => event.preventDefault());
  option.addEventListener("click", () => pickCommand(index));
  return option;
}

function chooseOption(index) {
  chosen = (index + offered.length) % offered.length;
  [...$("commands").children].forEach((option, at) => {
    option.setAttribute("aria-selected", at === chosen);
    if (at === chosen) option.scrollIntoView({ block: "nearest" });
  });
  for (const owner of [input, $("commands")]) {
    owner.setAttribute("aria-activedescendant", `command-${chosen}`);
  }
}

function closeCommands() {
  $("commands").hidden = true;
  $("commands-button").setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

async function pickCommand(index) {
  const command = `/${offered[index].command}`;
  closeCommands();
  if (await sendText(command) && isCommandStart(input.value)) setInput("");
  input.focus();
}

function isCommandStart(text) {
  return /^\/\w*$/.test(text);
}

/** Handle a key while the list is open; true when the key was for the list. */
function commandKey(event) {
  if ($("commands").hidden) return false;
  if (event.key === "ArrowDown") chooseOption(chosen + 1);
  else if (event.key === "ArrowUp") chooseOption(chosen - 1);
  else if (event.key === "Enter" && !event.shiftKey) pickCommand(chosen);
  else if (event.key === "Escape") { closeCommands(); input.focus(); }
  else return false;
  event.preventDefault();
  return true;
}

function toggleCommands() {
  if (!$("commands").hidden) return closeCommands();
  offerCommands("");
  return $("commands").focus();
}

// --- Writing --------------------------------------------------------------------------------

let sending = false;
let editing = null; // {id, draft}: the message being edited, and the draft it pushed aside

function setInput(text) {
  input.value = text;
  inputChanged();
}

function inputChanged() {
  remember("sessionStorage", "draft", editing ? editing.draft : input.value);
  if (!CSS.supports("field-sizing", "content")) {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
  }
  const length = input.value.trim().length;
  const left = MESSAGE_LIMIT - length;
  const count = left < 0 ? `${-left} too many` : `${left} left`;
  $("counter").textContent = length < COUNTER_FROM ? "" : count;
  $("counter").classList.toggle("is-over", left < 0);
  $("send").disabled = left < 0 || length === 0;
  if (isCommandStart(input.value)) offerCommands(input.value.slice(1));
  else closeCommands();
}

async function sendText(text) {
  expectAnswer();
  const sent = await attempt("/api/send", { text }, "Not sent.");
  if (!sent) answered();
  return sent;
}

/** Send the draft. It stays in the field until the server has it, with whatever was typed since. */
async function submit() {
  const text = input.value;
  if (sending || $("send").disabled) return;
  sending = true;
  $("send").classList.add("is-busy");
  closeCommands();
  const sent = editing
    ? await attempt("/api/edit", { message_id: editing.id, text: text.trim() }, "Not changed.")
    : await sendText(text.trim());
  sending = false;
  $("send").classList.remove("is-busy");
  if (!sent) return;
  if (editing) stopEditing();
  else if (input.value.startsWith(text)) setInput(input.value.slice(text.length));
}

function lastOwn() {
  return [...log.querySelectorAll(".message[data-out=true]")].at(-1);
}

function startEditing() {
  const article = lastOwn();
  const message = article && views.get(Number(article.dataset.messageId)).message;
  if (message?.kind !== "text") return;
  editing = { id: message.id, draft: editing ? editing.draft : input.value };
  $("editing").hidden = false;
  setInput(article.querySelector(".text").textContent);
  input.focus();
}

function stopEditing() {
  const { draft } = editing;
  editing = null;
  $("editing").hidden = true;
  setInput(draft);
  input.focus();
}

function inputKey(event) {
  if (event.isComposing || event.keyCode === 229 || commandKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  } else if (event.key === "ArrowUp" && input.value === "") {
    event.preventDefault();
    startEditing();
  } else if (event.key === "Escape" && editing) {
    stopEditing();
  }
}

// --- Small pieces and the start -------------------------------------------------------------

function fromTemplate(id) {
  return $(id).content.firstElementChild.cloneNode(true);
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

// A browser may forbid storage; the chat works without it.

function remember(area, key, value) {
  try { window[area].setItem(key, value); } catch { /* then it is not kept */ }
}

function remembered(area, key) {
  try { return window[area].getItem(key) ?? ""; } catch { return ""; }
}

function listen() {
  makeMenu($("menu-button"), $("menu"));
  makeMenu($("attach-button"), $("attach"));
  for (const item of document.querySelectorAll("[data-theme-choice]")) {
    item.addEventListener("click", () => chooseTheme(item.dataset.themeChoice));
  }
  for (const item of document.querySelectorAll("[data-attach]")) {
    item.addEventListener("click", () => {
      expectAnswer();
      attempt("/api/attach", { kind: item.dataset.attach }, "Not sent.");
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyTheme);
  $("clear").addEventListener("click", () => {
    $("clear-dialog").returnValue = "";
    $("clear-dialog").showModal();
  });
  $("clear-dialog").addEventListener("close", clearChat);
  $("viewer").addEventListener("click", () => $("viewer").close());
  $("start").addEventListener("click", () => sendText("/start"));
  $("banner-retry").addEventListener("click", connect);
  $("commands-button").addEventListener("click", toggleCommands);
  $("commands").addEventListener("keydown", commandKey);
  $("commands").addEventListener("focusout", closeCommands);
  $("editing-cancel").addEventListener("click", stopEditing);
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  input.addEventListener("input", inputChanged);
  input.addEventListener("keydown", inputKey);
  input.addEventListener("blur", closeCommands);
  log.addEventListener("dblclick", ({ target }) => {
    if (lastOwn()?.contains(target)) startEditing();
  });
}

applyTheme();
listen();
watchScroll();
setInput(remembered("sessionStorage", "draft"));
if (matchMedia("(pointer: fine)").matches) input.focus();
connect();
