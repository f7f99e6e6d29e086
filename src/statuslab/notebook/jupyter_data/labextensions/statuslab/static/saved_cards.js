// Shows the saved picture of a card whose kernel is gone. JupyterLab loads this file as it is; nothing builds it.

const VIEW = "application/vnd.jupyter.widget-view+json";

// Let a renderer of widgets show the output's HTML for as long as the widget itself is not there.
function standIn(renderer, options, rendermime) {
  const render = renderer.renderModel.bind(renderer);
  renderer.renderModel = async (model) => {
    await render(model);
    if (renderer.node.childElementCount || !model.data["text/html"] || !model.data[VIEW].model_id) return;
    const picture = rendermime.createRenderer("text/html", options);
    await picture.renderModel(model);
    renderer.node.replaceChildren(picture.node);
  };
  return renderer;
}

const plugin = {
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

globalThis._JUPYTERLAB ??= {};
globalThis._JUPYTERLAB.statuslab = { init() {}, get: async () => () => plugin };
