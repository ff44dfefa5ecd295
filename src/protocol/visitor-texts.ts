/** Texts of the visitor's interface by name (UI-13); `#` in one is filled in. */
export const TEXT_NAMES = [
  'start',
  'ask',
  'who',
  'seen',
  'unseen',
  'anytime',
  'terms',
  'accept',
  'decline',
  'starting',
  'waiting',
  'code',
  'until',
  'copy',
  'watching',
  'guest',
  'left',
  'paused',
  'pause',
  'resume',
  'end',
  'soon',
  'over',
  'byVisitor',
  'byAgent',
  'byTime',
  'byLoss',
  'byOther',
  'failed',
  'hidden',
  /** Of the link to `consent.extraTermsUrl`; there is no built-in one (UI-3). */
  'extra',
] as const
/** Texts of the preview of masks (MK-29). */
export const PREVIEW_TEXT_NAMES = [
  'previewTitle',
  'previewAreas',
  'previewAgent',
  'previewClose',
  'previewEveryone',
  'hiddenAlways',
  'hiddenSettings',
  'hiddenRole',
  'hiddenMode',
  'hiddenWords',
  'hiddenPage',
] as const
/** Texts of the questions before the session goes to another domain (NV-11). */
export const CROSSING_TEXT_NAMES = ['crossing'] as const
export type CrossingTextName = (typeof CROSSING_TEXT_NAMES)[number]
export type PreviewTextName = (typeof PREVIEW_TEXT_NAMES)[number]
export type TextName = (typeof TEXT_NAMES)[number]

/** Texts of remote control (RC-2, RC-3) and of who may see the page (JN-5, GU-3); `#` is the agent's or guest's name. */
export const CONTROL_TEXT_NAMES = [
  'controlAsk',
  'controlMay',
  'mayScroll',
  'mayClick',
  'mayType',
  'mayNavigate',
  'controlNever',
  'controlOn',
  'controlStop',
  'controlOff',
  'submitAsk',
  'agentAsk',
  'guestAsk',
] as const
export type ControlTextName = (typeof CONTROL_TEXT_NAMES)[number]
