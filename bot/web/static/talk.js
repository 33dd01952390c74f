/* One conversation: keeps what the visitor does until the server has it, and shows what comes back. */

import { draws, drawSaid, drawTurn, empty, late, lock, words } from './blocks.js'
import { call, newId, shelf, tell } from './wire.js'

const { log, below, status, typing, text: input } = document.getElementsByTagName('*')
const { topic, language } = document.body.dataset

export const later = (what, ...those) => late('later').then(module => module[what](...those))

/* The conversation in view; what arrives for another is dropped. */
let conv, kept

export const say = (text, ...more) => status.replaceChildren(text, ...more)
export const current = () => conv
export const isKept = identity => shelf(topic, identity).key === kept?.key
export const save = own => own === conv && kept?.save({ ...own, draft: input.value })

export function begin(identity, fresh, queue = []) {
  conv?.stop?.abort()
  kept = shelf(topic, identity)
  const own = { queue, identity, ticks: {}, last: 0, seen: new Set, ...(!fresh && kept.load()), choose: send }
  own.rate = async body => took(own, await call(own, 'feedback', body))
  own.save = () => save(own)
  conv = own
  input.value ||= own.draft || ''
  empty(log)
  empty(below)
  say('')
  for (const item of own.queue) said(item)
  work(own, identity && !fresh && !own.queue[0] ? 'resume' : own.id && 'rebuild')
}

/* One loop does all in its order: no click overtakes another. */
export async function work(own, first) {
  if (own.busy) return
  own.busy = true
  let failed
  try {
    if (first) await later(first, own)
    while (own === conv) {
      typing.hidden = false
      own.stop = new AbortController()
      if (!own.id) await open(own)
      else if (own.queue[0]) await deliver(own)
      else if (own.turn?.checks[0]) await later('runChecks', own)
      else break
    }
  } catch (error) {
    failed = error
  }
  own.busy = false
  if (own !== conv) return
  typing.hidden = true
  if (failed) later('trouble', own, failed).catch(() => say(words.failed))
}

async function open(own) {
  const { id, token, turn, version, ...spoken } = await call(own, '', { topic, language })
  // Without a valid proof it is a stranger's.
  if (own === conv) kept = shelf(topic, own.identity)
  Object.assign(own, { id, token, version })
  speak(spoken)
  show(own, turn)
  // What was said before the greeting came stands below it.
  if (own === conv && own.queue[0]) log.prepend(log.lastChild)
}

/* A conversation keeps its language, whatever the page around it speaks by now. */
export function speak({ language, dir }) {
  if (language) Object.assign(log, { lang: language, dir })
}

/* Whether something came between, which is not in view. */
export function took(own, { version }) {
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
    await later('rebuild', own, undo ? words.undone : replaces ? words.changed : '')
  } catch (error) {
    if (own.stop.signal.aborted) return
    // Another tab or a look was faster: what is stored decides.
    item.stale = (item.stale || 0) + 1
    if (error.status !== 409 || item.stale > 3) throw Object.assign(error, { item })
    await later('rebuild', own)
  }
}

export function show(own, turn, old) {
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
  log.dataset.owner = own.owner || 'bot'
  if (turn.offers?.[0]) late('compare').then(({ compare }) => compare(own, turn, drawn)).catch(() => {})
  drawn.scrollIntoView()
  if (old) return
  if (turn.expects === 'contact') later('handOver', own)
  tell('turn', turn.decision)
  // What the next answers are drawn with, while the visitor reads this one.
  if (log.querySelector('.said')) setTimeout(() => ['later', 'cards', 'change', 'ticket'].map(name => late(name).catch(() => {})), 300)
}

export function said(item) {
  if (item.undo || item.replaces) return
  lock(item.choice)
  conv.seen.add(item.client_id)
  const drawn = drawSaid(item, bubble => late('change').then(({ change }) => change(bubble, item, send)))
  log.append(drawn)
  mark()
  drawn.scrollIntoView({ block: 'nearest' })
}

export function mark() {
  for (const one of log.querySelectorAll('.said')) one.classList.toggle('waiting', conv.queue.some(item => item.client_id === one.client))
}

export function send(item) {
  const own = conv
  if (!log.matches('.offline')) say('')
  log.querySelector('.problem:has(button)')?.remove()
  own.queue.push({ client_id: newId(), ...item })
  save(own)
  log.ariaLive = 'polite'
  said(own.queue.at(-1))
  if ((item.undo || item.choice === 'human') && !own.queue[0].sent) own.stop?.abort()
  work(own)
}

