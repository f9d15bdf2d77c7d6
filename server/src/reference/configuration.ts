import { Config } from '../config.ts';
import { SECRETS, variableOf } from '../load-config.ts';
import { fieldsOf, schemaOf, textOf, typeOf } from './fields.ts';
import { code, page, table } from './markdown.ts';

const INTRODUCTION = `Keys of \`banyu.yaml\`, all optional but those marked; each is also an environment variable, which counts more. Unknown
keys are errors. The file is \`./banyu.yaml\`, or what \`--config\` or \`BANYU_CONFIG\` names. A secret never stands in it:
it comes from its variable, or from a file named by the key with \`File\`. \`banyu config\` shows the values in use.`;

/** Every setting. */
export function configurationPage(): string {
  const rows = fieldsOf(schemaOf(Config)).map(({ path, schema, required }) => [
    code(path.join('.')),
    code(variableOf(path)),
    SECRETS.has(path.at(-1) ?? '') ? 'secret' : typeOf(schema),
    defaultOf(schema.default, required),
    textOf(schema.description),
  ]);
  return page('Configuration', INTRODUCTION, table(['key', 'variable', 'is', 'default', 'meaning'], rows));
}

function defaultOf(value: unknown, required: boolean): string {
  if (value === undefined) return required ? 'required' : '';
  return code(JSON.stringify(value));
}
