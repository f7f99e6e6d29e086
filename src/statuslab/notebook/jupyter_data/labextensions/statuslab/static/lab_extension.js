// What the course adds to JupyterLab: the saved picture of a card whose kernel is gone, links to a section of another
// page, and links inside of widgets. JupyterLab loads this file as it is; nothing builds it.

const VIEW = "application/vnd.jupyter.widget-view+json";

const FAILED = "jupyter-widgets"; // the class that a renderer of widgets gets together with its error

// Let a renderer of widgets show the output's HTML where the widget itself is gone. While the kernel has not named its
// widgets yet, the renderer only says that it is loading, and is asked again later.
function standIn(renderer, options, rendermime) {
  const render = renderer.renderModel.bind(renderer);
  renderer.renderModel = async (model) => {
    await render(model);
    if (!renderer.hasClass(FAILED) || !model.data["text/html"]) return;
    renderer.node.textContent = ""; // the error was not painted yet
    renderer.removeClass(FAILED); // its margin would push the picture out of a narrow window
    const picture = rendermime.createRenderer("text/html", options);
    await picture.renderModel(model);
    if (!renderer.node.childElementCount) renderer.node.replaceChildren(picture.node);
  };
  return renderer;
}

const savedCards = {
  id: "statuslab:saved-cards",
  autoStart: true,
  activate(app) {
    app.docRegistry.addWidgetExtension("Notebook", {
      createNew(panel) {
        const { rendermime } = panel.content;
        const create = rendermime.createRenderer.bind(rendermime);
        rendermime.createRenderer = (type, options) => {
          const renderer = create(type, options);
          return type === VIEW ? standIn(renderer, options, rendermime) : renderer;
        };
      },
    });
  },
};

// The panel of a class is in the page only once the page is saved, and a host who reloads the browser in the middle of a
// class has not thought of that. So a page that has got a panel is saved at once.
const PANEL = 'class="box panel"';

const keptPanels = {
  id: "statuslab:kept-panels",
  autoStart: true,
  activate(app) {
    app.docRegistry.addWidgetExtension("Notebook", {
      createNew(panel, context) {
        const { rendermime } = panel.content;
        const create = rendermime.createRenderer.bind(rendermime);
        rendermime.createRenderer = (type, options) => {
          const renderer = create(type, options);
          if (type !== VIEW) return renderer;
          const render = renderer.renderModel.bind(renderer);
          renderer.renderModel = async (model) => {
            await render(model);
            const isPanel = String(model.data["text/html"] ?? "").includes(PANEL);
            if (isPanel && context.model.dirty) context.save().catch(() => {}); // JupyterLab has said why it failed
          };
          return renderer;
        };
      },
    });
  },
};

// JupyterLab looks for the heading that a link names once, while the cells of a page that has just been opened are not
// there yet, and what is drawn afterwards moves it away. So it is asked again until the heading is in view.
const TRIES = 30;
const PAUSE = 200; // milliseconds

function isInView(notebook, fragment) {
  const id = CSS.escape(decodeURIComponent(fragment.slice(1)));
  const heading = notebook.querySelector(`[data-jupyter-id="${id}"], [id="${id}"]`);
  if (!heading) return false;
  const top = heading.getBoundingClientRect().top - notebook.getBoundingClientRect().top;
  return top > -8 && top < notebook.clientHeight - 8;
}

const sections = {
  id: "statuslab:sections",
  autoStart: true,
  activate(app) {
    app.docRegistry.addWidgetExtension("Notebook", {
      createNew(panel) {
        panel.setFragment = async (fragment) => {
          await panel.context.ready;
          for (let tries = 0; tries < TRIES && !isInView(panel.content.node, fragment); tries++) {
            await panel.content.setFragment(fragment);
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
          }
        };
      },
    });
  },
};

// JupyterLab knows the links of Markdown and of HTML outputs, and not those of widgets: the browser would open them in a
// second JupyterLab.
const PAGE = /^[\w.-]+\.ipynb(?=#|$)/;

const widgetLinks = {
  id: "statuslab:widget-links",
  autoStart: true,
  activate(app) {
    app.docRegistry.addWidgetExtension("Notebook", {
      createNew(panel) {
        panel.node.addEventListener("click", (event) => {
          const href = event.target.closest(".jp-OutputArea a")?.getAttribute("href") ?? "";
          const [file] = PAGE.exec(href) ?? [];
          if (!file || event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          const folder = panel.context.path.replace(/[^/]*$/, "");
          app.commands.execute("rendermime:handle-local-link", { path: folder + file, id: href.slice(file.length) });
        });
      },
    });
  },
};

globalThis._JUPYTERLAB ??= {};
globalThis._JUPYTERLAB.statuslab = {
  init() {},
  get: async () => () => [savedCards, keptPanels, sections, widgetLinks],
};
