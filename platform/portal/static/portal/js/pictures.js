// Papers that are pictures are made larger, smaller and turned in place, as a PDF is by the browser's own viewer (R10).
// Without script they are shown as wide as their place.
(() => {
  "use strict";

  const STEPS = [1, 1.5, 2, 3, 4];

  function outfit(picture) {
    const frame = document.createElement("div");
    const paper = document.createElement("div");
    const tools = document.createElement("div");
    frame.className = "picture-frame";
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", `${picture.alt}，可滚动查看`);
    paper.className = "picture-paper";
    tools.className = "picture-tools";
    picture.replaceWith(tools, frame);
    frame.append(paper);
    paper.append(picture);
    picture.classList.add("picture-fitted");

    let step = 0;
    let turns = 0;

    function draw() {
      const lies = turns % 2 === 1;
      const [wide, high] = lies
        ? [picture.naturalHeight, picture.naturalWidth]
        : [picture.naturalWidth, picture.naturalHeight];
      if (!wide || !frame.clientWidth) return;
      const scale = (Math.min(frame.clientWidth, wide) / wide) * STEPS[step];
      paper.style.width = `${wide * scale}px`;
      paper.style.height = `${high * scale}px`;
      picture.style.width = `${(lies ? high : wide) * scale}px`;
      picture.style.transform = `translate(-50%, -50%) rotate(${turns * 90}deg)`;
      smaller.disabled = step === 0;
      larger.disabled = step === STEPS.length - 1;
    }

    function tool(label, press) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = label;
      button.addEventListener("click", () => {
        press();
        draw();
      });
      tools.append(button);
      return button;
    }

    const larger = tool("放大", () => (step = Math.min(step + 1, STEPS.length - 1)));
    const smaller = tool("缩小", () => (step = Math.max(step - 1, 0)));
    tool("旋转", () => (turns = (turns + 1) % 4));
    tool("还原", () => ([step, turns] = [0, 0]));
    new ResizeObserver(draw).observe(frame);
    picture.addEventListener("load", draw);
    draw();
  }

  const outfitIn = (place) => place.querySelectorAll("img.file-picture:not(.picture-fitted)").forEach(outfit);
  outfitIn(document);
  // Papers that came after the page was loaded are outfitted when they are opened.
  document.addEventListener("toggle", (event) => outfitIn(event.target), true);
})();
