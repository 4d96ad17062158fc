/** References as the list at the end of a report shows them. */
import { expect, it } from 'vitest';
import { referenceText } from '../../src/citation/plain-text.ts';
import { motifsmithReference } from '../../src/citation/reference.ts';
import { REFERENCES } from '../../src/citation/references.ts';

it.each([
  [
    REFERENCES.spiklIp,
    'W. Zhang and P. Li: Information-theoretic intrinsic plasticity for online unsupervised learning in spiking neural networks. Frontiers in Neuroscience 13:31, 2019, doi:10.3389/fnins.2019.00031.',
  ],
  [
    REFERENCES.heidelberg,
    'B. Cramer, Y. Stradmann, J. Schemmel and F. Zenke: The Heidelberg spiking data sets for the systematic evaluation of spiking neural networks. IEEE Transactions on Neural Networks and Learning Systems 33 (7):2744–2757, 2022, doi:10.1109/TNNLS.2020.3044364.',
  ],
  [REFERENCES.ti46, 'M. Liberman et al.: TI 46-Word. Linguistic Data Consortium, LDC93S9, 1991.'],
  [
    motifsmithReference('1.2.3'),
    'Motifsmith contributors: Motifsmith: architecture search for recurrent spiking neural networks. Version 1.2.3.',
  ],
] as const)('$0.key', (reference, text) => {
  expect(referenceText(reference)).toBe(text);
});

it('keeps hyphens in given names, and names the first of many authors', () => {
  expect(referenceText(REFERENCES.nTidigits)).toMatch(
    /^J. Anumula, D. Neil, T. Delbruck and S.-C. Liu: /,
  );
  expect(referenceText(REFERENCES.dvsGesture)).toMatch(/^A. Amir et al.: /);
});
