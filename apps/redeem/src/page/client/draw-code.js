import { encode } from 'uqr'

const svg = 'http://www.w3.org/2000/svg'

/**
 * Draws the QR code of a text into an element.
 *
 * @param {Element} element
 * @param {string} text
 */
export function drawCode(element, text) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const path = document.createElementNS(svg, 'path')
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])))
  path.setAttribute('d', dark.join(''))
  const image = document.createElementNS(svg, 'svg')
  image.setAttribute('viewBox', `0 0 ${size} ${size}`)
  image.setAttribute('shape-rendering', 'crispEdges')
  image.append(path)
  element.replaceChildren(image)
}
