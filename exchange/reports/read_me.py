"""Instructions for the verifier: what lies beside the evidence in a bundle, and how it is checked without us."""

READ_ME = """\
LIESMICH

Diese Datei gehört zu einem Bündel von Nachweisen. Sie können es prüfen, ohne uns zu fragen und ohne Netz:

    geleit evidence verify DATEI.zip --vkey SCHLÜSSEL
    python verify.py DATEI.zip --vkey SCHLÜSSEL

1. Nehmen Sie verify.py nie aus einem Bündel. Wer ein Bündel fälscht, fälscht auch das Programm darin. Dieses Bündel
   hat deshalb keines. Sie bekommen es mit dem Programm Geleit; seine Prüfsumme steht dort in SECURITY.md.
2. Nehmen Sie den Schlüssel nie aus einem Bündel, auch nicht aus keys.json. Holen Sie ihn bei der Vermittlungsstelle
   (geleit log verify), am Telefon oder auf Papier. Aus dem gleichen Grund.
3. Öffnen Sie die ZIP-Datei erst, wenn sie geprüft ist.

Darin: manifest.json (was dazugehört, mit Prüfsummen), anchor.tlog-proof (der Eintrag im Protokoll, der das Manifest
nennt), leaves.json und proofs/ (die Einträge und ihre Nachweise), events.json (Meldungen und Quittungen der Stellen),
findings.json (was die Regeln daran finden), rulebook.json (die Regeln), keys.json (öffentliche Schlüssel).

Was es beweist: Diese Einträge stehen so im Protokoll, seit der Prüfpunkt unterschrieben wurde, und dieses Bündel wurde
so ausgegeben. Dass es von einer Person alles ist, sagt die Vermittlungsstelle; bei --since zeigt es, dass nichts fehlt.

READ ME

This file belongs to a bundle of evidence. You can check it without asking us and without a network, as above.

1. Never take verify.py from a bundle. Whoever forges a bundle forges the program in it too. This bundle has none for
   that reason. You get it with Geleit; its digest stands in SECURITY.md there.
2. Never take the key from a bundle, not from keys.json either. Get it from the hub (geleit log verify), by telephone
   or on paper. For the same reason.
3. Open the ZIP file only once it is checked.

What it proves: these leaves stand in the log like this since the checkpoint was signed, and this bundle was handed out
like this. That it is all of a person the hub says; with --since the indexes prove that there is no gap.
"""
"""`LIESMICH.txt` of a bundle."""
