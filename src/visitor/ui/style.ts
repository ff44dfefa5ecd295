/**
 * The style of our shadow root. What a page's own rules could reach, the host, is reset with `!important`: inside a
 * shadow root that wins over the page's.
 */
export const STYLE = `
:host{all:initial!important;position:fixed!important;inset:0!important;display:block!important;pointer-events:none!important;z-index:2147483647!important;
font:15px/1.45 system-ui,sans-serif!important;color:#1c2530!important;color-scheme:light!important}
*{box-sizing:border-box}
[hidden]{display:none!important}
.frame{position:fixed;inset:0;border:3px solid var(--accent);opacity:.85}
.dock,.start,.notice,dialog{pointer-events:auto;border-radius:14px;box-shadow:0 1px 2px #0f19281f,0 8px 28px #0f19282e}
.dock,.notice{position:fixed;max-width:calc(100vw - 24px);background:#fff;border:1px solid #dde3ea}
.dock{padding:8px 8px 8px 14px;cursor:grab;touch-action:none;outline-offset:2px}
.row{display:flex;flex-wrap:wrap;align-items:center;gap:8px}
.row span{flex:1;min-width:120px;overflow-wrap:anywhere}
.dot{width:10px;height:10px;border-radius:5px;background:#8995a3}
.live .dot{background:var(--accent)}
.code{display:flex;flex-wrap:wrap;align-items:center;gap:4px 14px;padding:6px 0 2px}
.code b{font:600 26px/1.3 ui-monospace,monospace;letter-spacing:.04em}
small{color:#55616f;font-size:13px;flex-basis:100%}
button{font:inherit;color:inherit;background:#fff;border:1px solid #c3ccd6;border-radius:10px;padding:5px 14px;min-height:32px;cursor:pointer}
button:hover{background:#f2f5f8}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.link{border:0;background:none;padding:2px 0;min-height:24px;font-size:13px;color:#55616f;text-decoration:underline}
.main,.start{background:var(--accent);border-color:#0000;color:var(--on-accent)}
.main:hover,.start:hover{background:var(--accent);filter:brightness(.93)}
.start{position:fixed;min-height:44px;padding:8px 20px;border-radius:22px;font-weight:600;touch-action:none}
.notice{inset-block-end:16px;inset-inline:0;margin:auto;width:fit-content;padding:8px 8px 8px 16px;display:flex;gap:12px;align-items:center}
.b{bottom:16px}.t{top:16px}.r{right:16px}.l{left:16px}
dialog{border:0;padding:26px;width:440px;max-width:calc(100vw - 24px);max-height:calc(100vh - 24px);overflow:auto;color:inherit;background:#fff}
dialog::backdrop{background:#0f192880}
h2{font-size:20px;line-height:1.3;margin:0 0 10px;outline:0}
p,ul{margin:0 0 12px}
ul{padding-inline-start:20px}
a{color:inherit}
.pair{display:flex;gap:10px;margin-top:18px}
.pair button{flex:1;min-height:44px;border-color:#55616f}
.quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media (pointer:coarse){button{min-height:44px}}
@media (prefers-reduced-motion:no-preference){.dock,.notice,dialog[open]{animation:in .18s ease-out}}
@keyframes in{from{opacity:0;translate:0 6px}}
@media (forced-colors:active){.frame{border-color:Highlight}.dot{background:CanvasText}button{border-color:ButtonText}}
`
