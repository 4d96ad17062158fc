/**
 * A TypeDoc plugin: a setting's description and unit, which its schema holds (`explain(field,
 * description, unit)`), become the description of its property.
 */
import { Comment, Converter } from 'typedoc';
import ts from 'typescript';

/** The arguments of the `explain` call in a field's declaration, or null. */
function explained(node) {
  if (ts.isCallExpression(node) && node.expression.getText() === 'explain') return node.arguments;
  return ts.forEachChild(node, explained) ?? null;
}

/** The text of a string literal, or null. */
const textOf = (node) => (node && ts.isStringLiteralLike(node) ? node.text : null);

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (reflection.comment) return;
    const symbol = context.getSymbolFromReflection(reflection);
    const declaration = symbol?.declarations?.find(ts.isPropertyAssignment);
    const [, description, unit] = (declaration && explained(declaration.initializer)) ?? [];
    const text = textOf(description);
    if (text === null) return;
    const name = textOf(unit);
    reflection.comment = new Comment([
      { kind: 'text', text: name === null ? text : `${text} Unit: ${name}.` },
    ]);
  });
}
