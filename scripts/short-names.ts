/**
 * Properties of our own objects that no minifier shortens, because it cannot know that nobody else uses them. Browser
 * bundles have short ones in their place. None is a name of the browser's, of a message or of the page's API: see
 * short-names.test.ts. In all files alike: parts and the visitor script hand each other such objects.
 */
export const SHORT_NAMES =
  'addRoot afterGetter bufferedBytes depthOf digests guarded loadPictures loadSelection openId rebind removeRoot shownId sheetText startLooks textOf tidy trackRoots writer afterMethod afterSetter attributeNames closedShadowRoot closeFrame freeOne hasKept hasLostUnmask isDirty isIdle isNewlyMasked isParted isScripted isStyleSheetLink isUntold keepMasked kindOf matchesIn noteAdopted noteCopy noteFrame noteLoaded noteMoves noteOpened noteOwner notePicture noteScroll noteSelection noteShadowRoot noteSheet noteSlot noteStyle noteValue onElement onLateRoot onShadowRoot openFrame orderOf pictured previousMirrored seeFields setShadow shadowOf shadowRootOf statesOf takeId takeRules tighten verdictOf companion isSource isReplaced ruleInsert ruleDelete sheetState createSocket reconnect onConnection isCancelled setDefaults hideSlotsIn unjudged notePage mayBeNew onEndingSoon onVisibility loadPart onTakenOver loadAttempt closedRoots loadFrames setDormant loadRemote setVisible isChanging onRefused onWarning maskHook onPeople onReturn onOnline startCapture'.split(
    ' ',
  )

/** `$m` and `$v` are in the code already. */
const LETTERS = 'abcdefghijklnopqrstuwxyzABCDEFGHIJKLMNOPQRSTUVWXYZmv'

/** Not in paths of imports. */
const PATTERN = new RegExp(`(?<![-/])\\b(${SHORT_NAMES.join('|')})\\b`, 'g')

export function shortenNames(code: string): string {
  return code.replace(PATTERN, (name) => {
    const at = SHORT_NAMES.indexOf(name)
    return `${at < LETTERS.length ? '_' : '$'}${LETTERS[at % LETTERS.length]}`
  })
}
