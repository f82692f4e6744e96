// Facts inside sentences, in the rich-text editor: the chooser's answer becomes an element that is kept or deleted as a whole.
{
  const { ModalWorkflowSource, registerPlugin } = window.draftail;

  class FactSource extends ModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.fact,
        urlParams: {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    onChosen(fact) {
      const { editorState, onComplete } = this.props;
      const { EditorState, Modifier } = window.DraftJS;
      const content = editorState.getCurrentContent().createEntity("FACT", "IMMUTABLE", { id: fact.id });
      const entity = content.getLastCreatedEntityKey();
      const text = Modifier.replaceText(content, editorState.getSelection(), fact.mark, null, entity);
      this.workflow.close();
      onComplete(EditorState.push(editorState, text, "insert-characters"));
    }
  }

  const FactElement = ({ children }) => window.React.createElement("span", { className: "fact-mark", dir: "ltr" }, children);

  registerPlugin({ type: "FACT", source: FactSource, decorator: FactElement }, "entityTypes");
}
