/** Words of the masking playground. */
export const maskingTexts = {
  title: 'Masking playground',
  /** In the header. */
  short: 'Masking',
  lead: 'Find selectors for what agents must not see, on a page of your site.',
  address: 'Address of a page with the tag',
  example: 'https://shop.example/checkout',
  wrong: 'Please enter the whole address, beginning with https://',
  open: 'Open the page in a new tab',
  steps: [
    'The page opens with a bar that says what is hidden now, under the production or staging settings and for each role.',
    'Press “Pick elements” and click what must be hidden. Choose the selector that means it, and nothing else: the number says how many elements it covers, the blue areas which.',
    'Add it to the list. A selector that hides nearly the whole page is pointed out, and so are those of your settings that match nothing there.',
    'Press “Copy”, come back, and paste the lines into “Hidden elements” of the staging settings.',
  ],
  safe: 'The page and this console do not speak with each other: what you find travels by your clipboard alone.',
  settings: 'To the settings',
}
