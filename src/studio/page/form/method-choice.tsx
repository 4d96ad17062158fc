/** The third decision: which method. */
import { sentence } from '../../../view/format.ts';
import { METHODS } from '../../../view/method-names.ts';
import { Panel } from '../parts/panel.tsx';
import { labelOf, METHOD_GROUPS, type Method, methodNamed } from './methods.ts';

export function MethodChoice({
  method,
  choose,
}: {
  readonly method: Method;
  readonly choose: (method: Method) => void;
}) {
  return (
    <Panel title="3. Method">
      <div class="field method" data-setting="search.strategy">
        <label for="method">Method</label>
        <select
          id="method"
          value={method.name}
          aria-describedby="method-help"
          onChange={(event) => choose(methodNamed(event.currentTarget.value))}
        >
          {METHOD_GROUPS.map(([title, methods]) => (
            <optgroup key={title} label={title}>
              {methods.map((one) => (
                <option key={one.name} value={one.name}>
                  {labelOf(one)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <p class="help" id="method-help">
          {sentence(METHODS[method.name].description.replaceAll('`', ''))}
        </p>
      </div>
    </Panel>
  );
}
