/* HearLink and Xero side by side: which documents are missing, doubled or different. */

import { button, el, leave, words } from './blocks.js'
import { ask } from './wire.js'

const NAME = 'reconciliation'
const named = one => (one.id || one) === NAME
const COLUMNS = ['number', 'problem', 'hearlink', 'xero']

/* Offers the table in a turn; where the server knows none, the offer goes away. */
export function compare(own, turn, drawn) {
  if (!turn.offers.some(named)) return
  const offer = button(words.table_offer, async () => {
    if (offer.ariaDisabled) return
    offer.ariaDisabled = true
    try {
      const drawn = table(await ask(own, NAME), own)
      leave(offer, drawn)
      drawn.scrollIntoView()
    } catch (error) {
      if (error.status === 404) return leave(offer)
      offer.ariaDisabled = null
      offer.after(el('p', { className: 'problem', role: 'alert' }, words.failed))
    }
  })
  offer.className = 'offer'
  drawn.append(offer)
}

const total = ({ status, total }) => [total, ' ', el('small', {}, status)]

function cells({ number, document: kind, problem, hearlink, xero }) {
  return [
    el('th', { scope: 'row' }, number, ' ', el('small', {}, words[`table_${kind}`] || kind || '')),
    el('td', {}, el('b', { className: `is-${problem}` }, words[`table_${problem}`] || problem)),
    el('td', {}, total(hearlink)),
    el('td', {}, xero.length ? xero.map(one => el('div', {}, total(one))) : '–'),
  ]
}

function table({ rows, checked }, own) {
  const say = text => text.replace('{found}', rows.length).replace('{checked}', checked)
  const head = COLUMNS.map(name => el('th', { scope: 'col' }, words[`table_${name}`]))
  const body = rows.map(one => el('tr', {}, cells(one)))
  return el('section', { className: 'card compare' },
    el('h2', {}, words.table_title),
    el('p', {}, say(rows.length ? words.table_found : words.table_alike)),
    rows[0] && el('div', { className: 'wide', tabIndex: 0, role: 'group', ariaLabel: words.table_title },
      el('table', {}, el('thead', {}, el('tr', {}, head)), el('tbody', {}, body))),
    rows[0] && button(words.table_save, () => save(own)))
}

/* The token stays in a header, so the file comes through a script. */
async function save(own) {
  const href = URL.createObjectURL(await ask(own, `${NAME}.csv`, null, null, answer => answer.blob()))
  el('a', { href, download: `${NAME}.csv` }).click()
  setTimeout(() => URL.revokeObjectURL(href), 10_000)
}
