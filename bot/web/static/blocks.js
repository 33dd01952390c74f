/* Draws a turn: one function a type of block. Words of people become text nodes, never HTML. */

export const words = JSON.parse(document.getElementById('words').textContent)

export const el = (tag, props, ...kids) => {
  const node = Object.assign(document.createElement(tag), props)
  node.append(...kids.flat(2).filter(kid => kid))
  return node
}
export const copy = id => document.getElementById(id).content.firstElementChild.cloneNode(true)
export const vh = text => el('span', { className: 'vh' }, text)
export const button = (text, onclick, more) => el('button', { type: 'button', onclick, ...more }, text)

/* Marks words that are in another language than the conversation. */
export const tongue = ({ lang }) => lang && { lang, dir: 'auto' }

/* What every answer needs; the other blocks come with cards.js. */
export const blocks = { text: block => el('p', tongue(block), block.text) }

/* A module that is needed only now; a failed one is asked for under another name. */
const got = {}
let again = ''
export const late = async name => got[name] ||= await import(`./${name}.js${again}`).catch(error => {
  // A file of a newer release does not fit; what was said is kept, so the page begins anew, once.
  const { type } = performance.getEntriesByType('navigation')[0]
  if (error instanceof SyntaxError && type !== 'reload') location.reload()
  again = `?${Date.now()}`
  throw new Error(words.failed)
})

export async function draws(...turns) {
  if (turns.some(turn => turn.blocks.some(block => !blocks[block.type]))) Object.assign(blocks, (await late('cards')).blocks)
}

export function drawTurn(turn, own) {
  const { kind } = turn.decision
  // A person is one click away in the header; beside a question the offer would only distract.
  const offered = turn.choices.filter(one => kind === 'say' || one.id !== 'human')
  const choice = one => button(one.label, ({ target }) => target.ariaDisabled || own.choose({ choice: one.id, label: one.label }), { choice: one.id, ...tongue(one) })
  return el('div', { className: 'turn', turn },
    vh(words.said_by_bot),
    turn.blocks.map(block => blocks[block.type]?.(block, own)),
    offered[0] && el('div', { className: `choices ${kind}`, role: 'group', ariaLabel: words.choices }, offered.map(choice)),
    kind === 'ask' && button(words.why_ask, ({ target }) => target.ariaDisabled || own.choose({ label: words.why_ask, text: words.why_ask }), { className: 'why' }))
}

export function drawSaid({ text, label, choice, client_id }, change) {
  const open = choice ? choice.includes('=') : text !== words.why_ask
  const pencil = open && copy('pencil')
  const told = text || label
  const said = el('div', { className: 'said', client: client_id }, vh(words.said_by_you), pencil, el('p', { dir: 'auto' }, told), el('small', {}, words.not_sent))
  if (open) {
    pencil.ariaLabel = `${words.change}: ${told}`
    pencil.onclick = () => change(said)
  }
  return said
}

export const newest = log => [...log.querySelectorAll('.turn')].at(-1) || log

/* Not `disabled`: the focus must stay where it is. */
export function lock(picked) {
  for (const one of document.querySelectorAll(':is(.choices button, .why):not([aria-disabled])')) {
    // In this order: what is not picked is hidden at once, and would take the focus along.
    if (one.choice === picked) one.ariaPressed = true
    one.ariaDisabled = true
    one.tabIndex = -1
  }
}

export function unlock(log) {
  for (const one of newest(log).querySelectorAll('.choices button, .why')) {
    one.ariaDisabled = one.ariaPressed = null
    one.tabIndex = 0
  }
}

/* What is drawn again, or opened in place, is not announced once more. */
let hushed
export function hush(log) {
  log.ariaLive = 'off'
  clearTimeout(hushed)
  hushed = setTimeout(() => { log.ariaLive = 'polite' }, 500)
}

/* Where something with the focus goes away, the focus goes to the conversation and not to nowhere. */
const rescue = node => node.contains(document.activeElement) && document.getElementById('scroll').focus({ preventScroll: true })

export function leave(node, ...instead) {
  rescue(node)
  node.replaceWith(...instead)
}

export function empty(node) {
  rescue(node)
  node.replaceChildren()
}
