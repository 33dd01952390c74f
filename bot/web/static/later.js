/* What a conversation needs later. */

import { draws, el, empty, hush, late, leave, newest, unlock, vh, words } from './blocks.js'
import { elsewhere, history, look, news } from './reading.js'
import { begin, current, mark, said, save, say, send, show, speak, took, work } from './talk.js'
import { call, tell } from './wire.js'

const { log, below, typing } = document.getElementsByTagName('*')
const { topic } = document.body.dataset

/* Goes on with what the same person began on another device. */
export async function resume(own) {
  const asked = { identity: own.identity }
  const found = (await elsewhere(asked)).find(one => one.topic === topic)
  own.identity = asked.identity
  if (found && found.id !== own.id) Object.assign(own, { id: found.id, token: found.token, ticks: {} })
  if (own.id) await rebuild(own)
}

export async function runChecks(own) {
  typing.hidden = true
  try {
    const { drawCheck } = await late('cards')
    const answer = await look(own, check => own === current() && drawCheck(log, check))
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

export function trouble(own, { status: code, message, item }) {
  if (own !== current()) return
  if (own.id && [401, 404].includes(code)) {
    begin(own.identity, true, own.queue.filter(item => item.text))
    return say(words.gone)
  }
  const final = code < 500 && ![409, 429].includes(code)
  const note = el('div', { className: 'problem' }, el('p', {}, message || words.failed))
  const retry = () => {
    leave(note)
    work(own, own.id && 'rebuild')
  }
  if (!final) note.append(el('button', { type: 'button', onclick: retry }, words.retry))
  log.append(note)
  note.scrollIntoView({ block: 'nearest' })
  // What was refused stops nothing else.
  if (final && own.id) drop(own, item)
}

/* Draws all anew from the events: after a reload, a step back, a conflict. */
export async function rebuild(own, why) {
  const { events, owner, version, ...spoken } = await history(own)
  const cards = await prepare(events)
  if (own !== current()) return
  hush(log)
  empty(log)
  own.seen.clear()
  Object.assign(own, { owner, version })
  speak(spoken)
  replay(own, events, cards)
  own.queue = own.queue.filter(item => !own.seen.has(item.client_id) && !outdated(item, own.turn))
  mark()
  for (const item of own.queue) said(item)
  save(own)
  if (own.turn?.expects === 'contact') handOver(own)
  // What is open now is told, as nothing of it is new in the log.
  if (why != null) say(why, vh(` ${newest(log).querySelector('p, h2')?.textContent}`))
}

/* A button that another tab has used: only an answer is good at any time. */
const outdated = ({ stale, choice }, turn) =>
  stale && choice && choice !== 'human' && !choice.includes('=') && !turn.choices.some(one => one.id === choice)

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

export async function catchUp(own = current()) {
  if (!own?.id || own.busy) return
  const { events, owner, version } = await news(own, own.last)
  const cards = await prepare(events)
  if (own !== current() || own.busy) return
  Object.assign(own, { owner, version })
  const known = events.findLastIndex(one => idOf(one) && own.seen.has(idOf(one)))
  if (events.some((one, n) => idOf(one) && !own.seen.has(idOf(one)) && (n < known || one.kind === 'undone'))) return work(own, 'rebuild')
  own.last = events[known]?.number || own.last
  const fresh = events.slice(known + 1)
  if (!fresh.length) return
  replay(own, fresh, cards)
  const answers = fresh.filter(one => one.kind === 'replied').length
  if (answers) tell('reply', answers)
  log.lastChild.scrollIntoView({ block: 'nearest' })
}

export async function handOver(own) {
  const { turn } = own
  try {
    const { ticket } = await call(own, 'escalation', { preview: true })
    const { drawTicket } = await late('ticket')
    if (own.turn !== turn || own !== current()) return
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
  const own = current()
  const bubble = log.querySelector('.said:not(:has(~ .said))')
  if (!bubble) return say(words.nothing_to_undo)
  const item = own.queue.at(-1)
  if (item?.undo) return
  if (!item || item.sent) return send({ undo: true })
  leave(bubble)
  if (item.sent === false) own.stop?.abort()
  drop(own, item)
  say(words.undone)
}

function drop(own, item) {
  own.queue = own.queue.filter(one => one !== item)
  save(own)
  log.querySelector('.changing')?.classList.remove('changing')
  if (!own.queue[0]) unlock(log)
  work(own)
}
