"""Word lists that grammar and meaning share: what is generic, and so names nothing by itself.

Nothing comes in or goes out. A list grows when a statement of real customers shows a gap; none knows a product's name.
"""

from __future__ import annotations

PRONOUNS = frozenset(
    "i me my mine we us our ours you your yours u ur he him his she her hers it its they them their theirs this that these those who whom which what "
    "someone somebody anyone anybody everyone everybody nobody one ones something anything everything nothing none there here self myself yourself itself both all some many few "
    "guys everybody people folks im ive id youre theyre thats".split()
)
TROUBLE_NOUNS = frozenset(
    "problem problems issue issues trouble troubles error errors bug bugs glitch glitches difficulty difficulties failure failures fault faults mess question questions help assistance".split()
)
OPTION_NOUNS = frozenset(
    "option options ability way ways possibility possibilities feature features support setting settings button choice chance capability function functionality method means switch toggle "
    "opportunity permission checkbox place".split()
)
GENERIC_NOUNS = frozenset(
    "app apps application applications program programs programme software product thing things stuff way ways time times day days week weeks month months year years version versions update updates upgrade release "
    "computer computers pc laptop machine phone phones mobile device devices tablet system screen screenshot screenshots image picture attachment lot lots bit work works game games site website page job case cases point part kind sort type "
    "fact idea reason solution solutions fix answer answers suggestion suggestions person user users customer customers developer developers dev devs team company support service guy friend friends today yesterday tomorrow morning night minute minutes hour hours second seconds "
    "moment while life star stars rating review reviews feedback experience use usage need needs situation topic subject forum thread post advice info information detail details step steps instruction instructions option options feature features setting settings thank thanks "
    "world money reply response crap garbage hell god anymore everything money star home place end beginning start top side number amount".split()
)
GENERIC_VERBS = frozenset(
    "be do have get go come work fix help happen try use make take give want need like love hate think know see say tell ask find look let keep start stop please thank appreciate understand solve resolve attach explain wait "
    "seem become feel mean believe hope wish suck change update upgrade improve advise assist stay remain put bring show call do".split()
)
LIGHT_VERBS = frozenset(
    "be have get do make take give see show use add include bring provide offer want need fix put find receive like love hate miss remove lack contain support introduce implement create improve restore change keep "
    "cause become experience encounter say read know notice allow enable let consider request suggest report lose disappear return release encounter face".split()
)
STOP_WORDS = frozenset(
    "a an the and or but if so than then as at by for from in into of on off onto out over to up down with without about after before since until while during again also just only even ever never always often sometimes "
    "very really too much more most less least quite pretty still already yet now soon later today not no nor yes ok okay please pls plz hi hello hey dear thanks thank regards cheers is are was were am been being be do does did done doing have has had having "
    "can could will would shall should may might must cant cannot couldnt wont wouldnt dont doesnt didnt isnt arent wasnt werent havent hasnt hadnt shouldnt aint lets let how why when where what which who whose because though although however etc any each every such same other another "
    "own well back away around through between both either neither maybe perhaps actually basically simply seem seems like gonna wanna got get gets getting go goes going gone went make makes made making want wants need needs know try tried trying keep keeps use used using see say says said".split()
)
# Complaint words that say how bad, not what: they need something beside them.
BARE_COMPLAINTS = frozenset(
    "problem problems issue issues trouble error errors bug bugs buggy glitch glitches glitchy broken bad worst terrible horrible awful suck sucks useless worthless crap garbage rubbish trash stupid annoying frustrating disappointing disappointed "
    "ridiculous unacceptable fail fails failed failing failure wrong working work works worked help fix fixed fixes fixing solve solved solution resolve resolved great good nice love awesome best better worse perfect excellent amazing hate poor "
    "impossible unable able correct correctly properly normal normally possible happen happens happened happening advise advice assist appreciated appreciate star stars add improve improvement update updated updates upgrade suddenly attached screenshot "
    "idea ideas suggestion suggestions question questions answer sure hope wish old new latest recent last first next many lots annoyed angry sad happy ever anymore nothing waste".split()
)
# Symptoms that name a problem of their own: "keeps crashing" is a theme, "does not work" is none.
SYMPTOMS = frozenset(
    "crash crashes crashed crashing crashs freeze freezes freezing froze frozen lag lags laggy lagging slow slowly slower sluggish battery drain drains draining hang hangs hanging hung overheat overheats overheating hot ads adverts "
    "advertisements login password refund expensive overpriced price subscription virus spyware malware permissions memory cpu ram sync syncing synchronize notification notifications loading load loads install installing uninstall download downloading "
    "buffering stuck blank closes closing close reboots restarts restarting flickers stutters connect connection offline sound audio lost charged".split()
)
