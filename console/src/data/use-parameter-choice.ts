import { useContext } from 'preact/hooks';
import { ParametersContext, useWording } from '../services.ts';

/** All parameters to choose from, in the present language: id and name. */
export function useParameterChoice(): readonly (readonly [id: string, name: string])[] {
  const parameters = useContext(ParametersContext);
  const { language } = useWording();
  return [...parameters.values()].map(({ id, name }) => [id, name[language]] as const);
}
