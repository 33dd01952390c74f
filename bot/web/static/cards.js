/* Draws what comes once something was found out: looks, causes, errors, fixes, feedback. */

import { copy, el, newest, tongue, vh, words } from './blocks.js'
import { connect } from './connect.js'
import { feedback } from './feedback.js'

const lang = document.documentElement.lang
const clock = new Intl.DateTimeFormat(lang, { timeStyle: 'short' })
const date = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' })
const seconds = new Intl.NumberFormat(lang, { style: 'unit', unit: 'second', maximumFractionDigits: 1 })
const JUST_NOW = 300_000

// A card is never seen without its clothes.
await new Promise(done => {
  const sheet = el('link', { rel: 'stylesheet', href: new URL('cards.css', import.meta.url).href, onload: done, onerror: done })
  document.head.append(sheet)
})

const list = (items, className, tag = 'ul') =>
  el(tag, { className, role: 'list' }, items.map(item => el('li', {}, item)))

const age = at => Date.now() - new Date(at)
export const when = at => (age(at) < 864e5 ? clock : date).format(new Date(at))
export const row = (label, ...value) => value[0] && el('div', {}, el('dt', {}, label), el('dd', {}, ...value))

export function source({ source, at }) {
  const stale = source === 'checked' && age(at) > JUST_NOW
  const label = stale ? words.source_checked_at.replace('{time}', when(at)) : words[`source_${source}`]
  return el('small', { className: `from-${source}` }, label)
}

// What somebody told says so in its own words.
const evidence = items => list(items.map(one =>
  [el('span', tongue(one), one.text), ' ', !/said|message/.test(one.source) && source(one)]), 'evidence')
const path = where => where && where.split(/\s*[>›]\s*/).flatMap((step, n) => [n && ' › ', el('b', {}, step)])
const part = (title, body) => el('section', {}, el('h3', {}, title), body)
const card = (kind, ...inside) => el('div', { className: `card ${kind}` }, ...inside)
const badge = text => el('p', { className: 'badge' }, text)

function facts(block, label, value, other, what) {
  const said = el('dl', {}, row(label, value), row(other, what))
  for (const one of said.querySelectorAll('dd')) Object.assign(one, tongue(block))
  return said
}

const links = items => list(items.filter(one => /^(https?:|\/)/.test(one.url)).map(one =>
  el('a', { href: one.url, target: '_blank', rel: 'noopener' }, one.label)), 'links')

/* Steps to tick off; what is ticked is kept with the conversation. */
function steps(block, own) {
  const tick = (text, n) => {
    const key = `${block.cause}:${n}`
    const onchange = ({ target }) => {
      own.ticks[key] = target.checked
      own.save()
    }
    return el('label', {}, el('input', { type: 'checkbox', checked: !!own.ticks[key], onchange }), el('span', tongue(block), text))
  }
  return list(block.steps.map(tick), 'steps', 'ol')
}

const checkLine = check => el('li', { check: check.id }, el('b', tongue(check), check.label), el('div'))

export const blocks = {
  list: block => Object.assign(list(block.items, block.ordered ? 'numbers' : 'points', block.ordered ? 'ol' : 'ul'), tongue(block)),
  checks: ({ items }) => el('ul', { className: 'checks', role: 'list' }, items.map(checkLine)),
  diagnosis: (block, own) => card(block.certainty,
    badge(words[`certainty_${block.certainty}`]),
    el('h2', tongue(block), block.title),
    el('p', tongue(block), block.meaning),
    block.evidence[0] && part(words.how_i_know, evidence(block.evidence)),
    facts(block, words.who, block.who, words.where, path(block.where)),
    block.steps[0] && part(words.steps, steps(block, own)),
    block.caution && el('p', { className: 'caution' }, el('b', {}, words.caution), ' ', el('span', tongue(block), block.caution)),
    block.links?.[0] && links(block.links)),
  error: block => card('',
    el('h2', {}, words.error_title),
    el('blockquote', { dir: 'auto' }, block.quote),
    el('p', tongue(block), block.meaning),
    block.fix && facts(block, words.error_fix, block.fix, words.who, block.who)),
  fixed: block => card('fixed', badge(words.fixed), el('h2', {}, block.text), evidence(block.evidence)),
  escalation: ({ text, reference }) => reference
    ? card('sent', el('p', {}, text), el('p', { className: 'reference' }, words.reference, el('strong', {}, reference)), el('p', { className: 'quiet' }, words.reply_here))
    : el('p', {}, text),
  connect,
  feedback: ({ question }, own) => {
    const root = copy('feedback')
    root.querySelector('[data-question]').textContent = question
    feedback(root, own.rate)
    root.addEventListener('click', () => root.scrollIntoView({ block: 'nearest' }))
    return root
  },
}

/* Shows how far a check is; a look may bring checks that its turn did not list. */
export function drawCheck(log, check) {
  const turn = newest(log)
  let line = [...turn.querySelectorAll('.checks li')].find(one => one.check === check.id)
  if (!line && !check.label) return
  if (!line) {
    line = checkLine(check)
    const checks = turn.querySelector('.checks') || turn.appendChild(blocks.checks({ items: [] }))
    checks.append(line)
  }
  line.className = check.state || 'running'
  // What was at hand already took no time worth telling.
  const took = check.took_ms > 99 && el('small', {}, ' ', seconds.format(check.took_ms / 1000))
  if (check.state) line.lastChild.replaceWith(el('div', {}, vh(words[`state_${check.state}`]), el('span', tongue(check), check.text), took))
}
