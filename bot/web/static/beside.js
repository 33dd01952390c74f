/* Beside the open chat our own pages make room, as far as there is any. */

export function makeRoom(assistant) {
  const chatting = open => () => document.body.classList.toggle('chatting', open)
  assistant.on('open', chatting(true))
  assistant.on('close', chatting(false))
}
