"""Medication: names of medicines and ingredients, or a word that ends as the WHO lets such names end (INN stems).

A name alone says what somebody is treated for; that it is one of a medicine, and of theirs, a person judges.
"""

import re

_NAMES = """
  Abilify Acamprosat Adumbran Agomelatin Akineton Alprazolam Amineurin Amisulprid Amitriptylin Amlodipin
  Amoxicillin Antabus Antibiotika Antibiotikum antidepressants? Antidepressiva Antidepressivum antipsychotics?
  Antipsychotika Antipsychotikum Aponal Aripiprazol Aspirin Atomoxetin Atorvastatin Atosil Baclofen Beloc
  Benzodiazepine? benzodiazepines? Benzos Beruhigungsmittel Betablocker Biperiden Bisoprolol Blutverdünner
  Brintellix Bromazepam Buprenorphin Bupropion Buscopan Campral Candesartan Carbamazepin Cariprazin Catapresan
  Cefuroxim Cetirizin Chlorprothixen Cipralex Ciprofloxacin Citalopram citalopram Clomethiazol Clomipramin
  Clonazepam Clonidin Clopidogrel Clozapin Codein Concerta Cortison Cymbalta Dexamfetamin Diazepam diazepam
  Diclofenac Distraneurin Disulfiram Dominal Doxepin Duloxetin Durogesic Elontril Elvanse Epilepsiemittel Equasym
  Escitalopram Esketamin Eunerpan Euthyrox Fentanyl Fluctin Fluoxetin fluoxetine Flupentixol Fluspirilen
  Fluvoxamin Gabapentin Haldol Haloperidol Heparin Humira Hydrocortison Hydromorphon Ibuprofen ibuprofen Imap
  Insulin insulin Invega Jarsin Johanniskraut Keppra Ketamin L-Thyroxin Laif Lamotrigin Lansoprazol Lasea Levodopa
  Levomepromazin Levothyroxin Lexotanil Lisdexamfetamin Lisinopril Lithium lithium Lorazepam lorazepam
  Lormetazepam Lurasidon Lyrica Marcumar Medazepam Medikinet Melatonin Melperon Metformin Methaddict Methadon
  methadone Methotrexat Methylphenidat methylphenidate Metoprolol Mianserin Mirtazapin mirtazapine Moclobemid
  Morphin Naloxon Naltrexon Nebivolol Neurocil Neuroleptika Neuroleptikum Nortriptylin Novalgin Novaminsulfon
  Olanzapin olanzapine Omeprazol Opioide? Opipramol Oxazepam Oxcarbazepin Oxycodon Ozempic painkillers? Palexia
  Paliperidon Pantoprazol Paracetamol Paroxetin Penicillin Perazin Pipamperon Planum Polamidon Prednisolon
  Pregabalin pregabalin Promethazin Propranolol Prothipendyl Psychopharmaka Quetiapin quetiapine Quilonum Ramipril
  Remergil Risperdal Risperidon Ritalin ritalin Rivotril Salbutamol Saroten Schlaftabletten? Schmerzmittel
  sedatives? Selegilin Seroquel Sertralin sertraline Sevre-Long Sildenafil Simvastatin Solian Stilnox Strattera
  Suboxone Substitol Subutex Sulpirid Tafil Tamoxifen Tapentadol Tavor Temazepam Tiaprid Tilidin Topiramat
  Torasemid Tramadol tramadol Tranxilium Tranylcypromin Trazodon Trevilor Trimipramin Truxal Valdoxan Valium
  Valoron Valproat Valproinsäure Venlafaxin Voltaren Wellbutrin Xanax Xarelto Xeplion Zeldox Ziprasidon Zoloft
  Zolpidem Zopiclon Zyprexa
"""
# Stems of the International Nonproprietary Names (WHO), those that end no everyday word.
_STEMS = (
    "azepam azolam razin sartan statin oxetin oxetine apin apine ridon ridone triptylin prazol prazole dipin cillin "
    "floxacin mycin cyclin oxacin profen caine vastatin gliptin gliflozin parin mab nib triptan setron "
    "barbital morphin codon"
)
_ENDING = re.compile(rf"\b[A-Za-zäöü]{{4,}}(?:{'|'.join(_STEMS.split())})e?n?s?\b", re.IGNORECASE)
_NAMED = re.compile(rf"(?<![\w-])(?:{'|'.join(_NAMES.split())})(?:s|e|en|n)?(?!\w)", re.IGNORECASE)


def has_medication(text: str) -> bool:
    """Whether a plain text names one."""
    return _NAMED.search(text) is not None or _ENDING.search(text) is not None
