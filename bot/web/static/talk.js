/* One conversation: keeps what the visitor does until the server has it, and shows what comes back. */

import { draws, drawSaid, drawTurn, el, empty, hush, late, leave, lock, newest, unlock, vh, words } from './blocks.js'
import { call, elsewhere, history, look, newId, news, shelf, tell } from './wire.js'

const { log, below, status, typing, text: input } = document.getElementsByTagName('*')
const { topic, language } = document.body.dataset

/* The conversation in view; what arrives for another is dropped. */
let conv, kept

export const say = (text, ...more) => status.replaceChildren(text, ...more)
export const current = () => conv
export const isKept = identity => shelf(topic, identity).key === kept?.key
const save = own => own === conv && kept.save(own)

export function begin(identity, fresh, queue = []) {
  conv?.stop?.abort()
  kept = shelf(topic, identity)
  const own = { queue, identity, ticks: {}, last: 0, seen: new Set, ...(!fresh && kept.load()), choose: send }
  own.rate = async body => took(own, await call(own, 'feedback', body))
  own.save = () => save(own)
  conv = own
  empty(log)
  empty(below)
  say('')
  for (const item of own.queue) said(item)
  work(own, identity && !fresh && !own.queue[0] ? resume : own.id && rebuild)
}

/* Goes on with what the same person began on another device. */
async function resume(own) {
  const asked = { identity: own.identity }
  const found = (await elsewhere(asked)).find(one => one.topic === topic)
  own.identity = asked.identity
  if (found && found.id !== own.id) Object.assign(own, { id: found.id, token: found.token, ticks: {} })
  if (own.id) await rebuild(own)
}

/* One loop does all in its order: no click overtakes another. */
async function work(own, first) {
  if (own.busy) return
  own.busy = true
  let failed
  try {
    if (first) await first(own)
    while (own === conv) {
      typing.hidden = false
      own.stop = new AbortController()
      if (!own.id) await open(own)
      else if (own.queue[0]) await deliver(own)
      else if (own.turn?.checks[0]) await runChecks(own)
      else break
    }
  } catch (error) {
    failed = error
  }
  own.busy = false
  if (own !== conv) return
  typing.hidden = true
  if (failed) trouble(own, failed)
}

async function open(own) {
  const { id, token, turn, version, ...spoken } = await call(own, '', { topic, language })
  // Without a valid proof it is a stranger's.
  if (own === conv) kept = shelf(topic, own.identity)
  Object.assign(own, { id, token, version })
  speak(spoken)
  show(own, turn)
}

/* A conversation keeps its language, whatever the page around it speaks by now. */
function speak({ language, dir }) {
  if (language) Object.assign(log, { lang: language, dir })
}

/* Whether something came between, which is not in view. */
function took(own, { version }) {
  const missed = version !== own.version + 1
  own.version = version
  return missed
}

async function deliver(own) {
  const [item] = own.queue
  const { client_id, text, choice, undo, replaces } = item
  try {
    const answer = await call(own, undo ? 'undo' : replaces ? 'changes' : 'messages', { client_id, text, choice, replaces }, item)
    await draws(answer.turn)
    own.queue.shift()
    mark()
    if (!took(own, answer) && !undo && !replaces) return show(own, answer.turn)
    await rebuild(own)
    // What is open now is told, as nothing of it is new in the log.
    const now = newest(log).querySelector('p, h2')?.textContent
    if (own === conv) say(undo ? words.undone : replaces ? words.changed : '', vh(` ${now}`))
  } catch (error) {
    if (own.stop.signal.aborted) return
    // Another tab or a look was faster: what is stored decides.
    item.stale = (item.stale || 0) + 1
    if (error.status !== 409 || item.stale > 3) throw Object.assign(error, { item })
    await rebuild(own)
  }
}

async function runChecks(own) {
  typing.hidden = true
  try {
    const { drawCheck } = await late('cards')
    const answer = await look(own, check => own === conv && drawCheck(log, check))
    await draws(answer.turn)
    if (took(own, answer)) await rebuild(own)
    else show(own, answer.turn)
  } catch (error) {
    const { aborted } = own.stop.signal
    own.turn.checks = []
    own.plain &&= !aborted
    if (error.status === 409) await rebuild(own)
    else if (!aborted) throw error
  }
}

function trouble(own, { status: code, message, item }) {
  if (own !== conv) return
  if (own.id && [401, 404].includes(code)) {
    begin(own.identity, true, own.queue.filter(item => item.text))
    return say(words.gone)
  }
  const final = code < 500 && ![409, 429].includes(code)
  const note = el('div', { className: 'problem' }, el('p', {}, message || words.failed))
  const retry = () => {
    leave(note)
    work(own, own.id && rebuild)
  }
  if (!final) note.append(el('button', { type: 'button', onclick: retry }, words.retry))
  log.append(note)
  note.scrollIntoView({ block: 'nearest' })
  // What was refused stops nothing else.
  if (final && own.id) drop(own, item)
}

/* Draws all anew from the events: after a reload, a step back, a conflict. */
async function rebuild(own) {
  const { events, owner, version, ...spoken } = await history(own)
  const cards = await prepare(events)
  if (own !== conv) return
  hush(log)
  empty(log)
  own.seen.clear()
  Object.assign(own, { owner, version })
  speak(spoken)
  replay(own, events, cards)
  own.queue = own.queue.filter(item => !own.seen.has(item.client_id))
  for (const item of own.queue) said(item)
  save(own)
  if (own.turn?.expects === 'contact') handOver(own)
}

/* What these events are drawn with. */
async function prepare(events) {
  await draws(...events.flatMap(one => one.turn || []))
  return events.some(one => one.kind === 'looked') && late('cards')
}

const idOf = one => one.client_id || one.turn?.id

function replay(own, events, cards) {
  const undone = events.filter(one => one.kind === 'undone')
  for (const [n, one] of events.entries()) {
    own.last = one.number
    own.seen.add(idOf(one))
    if (undone.some(back => one.number >= back.back_to && one.number < back.number)) continue
    if (one.kind === 'said' || one.kind === 'chose') said(one)
    else if (one.kind === 'looked') cards.drawCheck(log, { ...one, id: one.check })
    else if (one.kind === 'replied') log.append(el('div', { className: 'turn agent' }, el('b', {}, words.who_agent), el('p', {}, one.text)))
    else if (one.kind === 'rated') for (const asked of log.querySelectorAll('.feedback')) leave(asked)
    else if (one.turn && events[n - 1]?.kind !== 'undone') show(own, one.turn, true)
    else if (one.turn) {
      // The same turn once more.
      own.turn = one.turn
      unlock(log)
    }
  }
}

/* What came meanwhile, from support or from another tab. */
export async function catchUp(own = conv) {
  if (!own?.id || own.busy) return
  const { events, owner, version } = await news(own, own.last)
  const cards = await prepare(events)
  if (own !== conv || own.busy) return
  Object.assign(own, { owner, version })
  const known = events.findLastIndex(one => own.seen.has(idOf(one)))
  if (events.some((one, n) => idOf(one) && !own.seen.has(idOf(one)) && (n < known || one.kind === 'undone'))) return work(own, rebuild)
  own.last = events[known]?.number || own.last
  const fresh = events.slice(known + 1)
  if (!fresh.length) return
  replay(own, fresh, cards)
  const answers = fresh.filter(one => one.kind === 'replied').length
  if (answers) tell('reply', answers)
  log.lastChild.scrollIntoView({ block: 'nearest' })
}

function show(own, turn, old) {
  own.turn = turn
  own.seen.add(turn.id)
  save(own)
  if (own !== conv) return
  lock()
  empty(below)
  const drawn = drawTurn(turn, own)
  log.append(drawn)
  const hint = (own.owner || 'bot') !== 'bot' ? 'support' : turn.decision.kind === 'conclude' ? 'conclude' : turn.expects
  input.placeholder = words[`placeholder_${hint}`] || words.placeholder
  drawn.scrollIntoView()
  if (old) return
  if (turn.expects === 'contact') handOver(own)
  if (turn.offers) late('compare').then(({ compare }) => compare(own, turn, drawn)).catch(() => {})
  tell('turn', turn.decision)
  // What the next answers are drawn with, while the visitor reads this one.
  if (log.querySelector('.said')) (window.requestIdleCallback || setTimeout)(() => ['cards', 'change', 'ticket'].map(name => late(name).catch(() => {})))
}

function said(item) {
  if (item.undo || item.replaces) return
  lock(item.choice)
  conv.seen.add(item.client_id)
  const drawn = drawSaid(item, bubble => late('change').then(({ change }) => change(bubble, item, send)))
  log.append(drawn)
  mark()
  drawn.scrollIntoView({ block: 'nearest' })
}

/* Shows which messages the server does not have yet. */
function mark() {
  for (const one of log.querySelectorAll('.said')) one.classList.toggle('waiting', conv.queue.some(item => item.client_id === one.client))
}

export function send(item) {
  const own = conv
  say('')
  own.queue.push({ client_id: newId(), ...item })
  save(own)
  log.ariaLive = 'polite'
  said(own.queue.at(-1))
  if ((item.undo || item.choice === 'human') && !own.queue[0].sent) own.stop?.abort()
  work(own)
}

function drop(own, item) {
  own.queue = own.queue.filter(one => one !== item)
  save(own)
  if (!own.queue[0]) unlock(log)
  work(own)
}

async function handOver(own) {
  const { turn } = own
  try {
    const { ticket } = await call(own, 'escalation', { preview: true })
    const { drawTicket } = await late('ticket')
    if (own.turn !== turn || own !== conv) return
    const form = drawTicket(ticket, async changed => {
      const sent = await call(own, 'escalation', { send: true, ...changed })
      await draws(sent.turn)
      took(own, sent)
      own.owner = 'waiting'
      show(own, sent.turn)
      tell('escalated', { reference: sent.reference })
    })
    const choices = newest(log).querySelector('.choices')
    below.replaceChildren(form, ...(choices ? [choices] : []))
    newest(log).scrollIntoView()
  } catch (error) {
    trouble(own, error)
  }
}

/* What has not left is dropped, the rest is taken back in its turn. */
export function undo() {
  const bubble = log.querySelector('.said:not(:has(~ .said))')
  if (!bubble) return say(words.nothing_to_undo)
  const item = conv.queue.at(-1)
  if (item?.undo) return
  if (!item || item.sent) return send({ undo: true })
  leave(bubble)
  if (item.sent === false) conv.stop?.abort()
  drop(conv, item)
  say(words.undone)
}
