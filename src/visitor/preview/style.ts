/** Beside the style of our shadow root (ui/style.ts). */
export const STYLE = `
.area{position:fixed;left:0;top:0;overflow:hidden;font:12px/16px system-ui,sans-serif;color:#5b1020;outline:2px solid #c4314b;outline-offset:-2px;padding:0 4px;
background:repeating-linear-gradient(135deg,#c4314b2e 0 6px,#c4314b14 6px 12px)}
.area.words{outline-style:dotted;outline-width:1px;outline-offset:0;color:#0000}
.agent .area{background:repeating-linear-gradient(135deg,#dfe4ea 0 6px,#eef1f4 6px 12px);outline:1px solid #b6c0cb;outline-offset:-1px;color:#44505e}
.agent .area[data-text^="*"]{font-size:0}
.agent .area[data-text]::before{content:attr(data-text);font-size:15px;letter-spacing:1px}
.agent .area.words{background:#c9d1da;outline:0;color:#0000}
.bar{position:fixed;inset-block-end:16px;inset-inline:0;margin:auto;width:fit-content;max-width:calc(100vw - 24px);display:flex;flex-wrap:wrap;gap:8px;align-items:center;
pointer-events:auto;background:#fff;border:1px solid #dde3ea;border-radius:14px;padding:8px 8px 8px 16px;box-shadow:0 1px 2px #0f19281f,0 8px 28px #0f19282e}
.bar span{min-width:28px;text-align:center;border-radius:10px;background:#eef1f4;padding:0 8px}
.picked .area{background:#1f5fd02e;outline-color:#1f5fd0}
.pick{position:fixed;inset-block-end:84px;inset-inline:0;margin:auto;width:min(440px,calc(100vw - 24px));display:grid;gap:8px;pointer-events:auto;background:#fff;border:1px solid #dde3ea;border-radius:14px;padding:12px 16px;box-shadow:0 8px 28px #0f19282e}
.pick[hidden]{display:none}
.pick p{margin:0;max-height:6em;overflow:auto}
textarea{font:13px ui-monospace,monospace;border:1px solid #c3ccd6;border-radius:10px;padding:8px;resize:vertical}
select{max-width:100%;font:inherit;color:inherit;background:#fff;border:1px solid #c3ccd6;border-radius:10px;padding:5px 8px;min-height:32px}
`
