"""Spanish words around a name that tell what it stands for. All folded."""

from __future__ import annotations

ARTICLES = frozenset("el la los las".split())
OF = frozenset("de del d dl".split())

# «municipio de X»: the word before a name, past «de» and articles, and the kind it asks for.
KIND_BEFORE = {
    **dict.fromkeys(
        "municipio ayuntamiento alcalde alcaldesa cabildo municipal mpio ayto cabecera puerto".split(),
        "municipio",
    ),
    # Only Mexico City has these: of seven Benito Juárez, one.
    **dict.fromkeys("alcaldia demarcacion delegacion".split(), "alcaldia"),
    **dict.fromkeys("estado edo gobierno gobernador gobernadora congreso entidad secretaria".split(), "estado"),
    # «municipios de Puebla», «pueblos de Jalisco»: what holds municipalities is a state.
    **dict.fromkeys("estados municipios ayuntamientos alcaldias ciudades pueblos localidades".split(), "estado"),
    **dict.fromkeys("pais paises embajada consulado republica".split(), "pais"),
    **dict.fromkeys("prefectura prefecturas provincia provincias region".split(), "region"),
    **dict.fromkeys("condado condados county sheriff".split(), "condado"),  # Mexico has none
    **dict.fromkeys("ciudad cd capital pueblo".split(), "ciudad"),
}
KIND_AFTER = {"capital": "ciudad", "ciudad": "ciudad", "puerto": "ciudad", "estado": "estado", "county": "condado"}
# How people write the words of kind; the misspelt names must not take them for the beginning of one.
MISSPELT_KINDS = {
    wrong: right
    for right, all_wrong in {
        "ciudad": "ciuda siudad siuda cuidad siudat ciudat ciudd cidad ciudda ciudaad cudad suidad ziudad",
        "municipio": "munisipio municpio muncipio municipo mucipio minicipio munisipo munizipio municicpio",
        "ayuntamiento": "alluntamiento ayuntamieto aluntamiento ayutamiento ayuntamento ayuntamineto alluntamento",
        "condado": "condao kondado condadado condaddo",
        "county": "conty countie counti cownty",
        "estado": "etado estdo esatdo hestado",
        "pueblo": "puevlo pueblito peublo pueblho",
        "gobierno": "govierno gobirno govirno gobieno",
        "provincia": "provinsia probincia provinica",
        "alcaldia": "alcadia alcandia alkaldia",
    }.items()
    for wrong in all_wrong.split()
}
# «una ciudad de Texas», «un municipio de Puebla» speak of any there; «la ciudad de Puebla», of that one.
INDEFINITE = frozenset("una alguna algun un otra cada cualquier ninguna que q cual".split())

# «Somos del ayuntamiento de X», «trabajo en X»: where the person is from.
OWN = frozenset(
    "soy somos vengo venimos trabajo trabajamos represento representamos pertenezco pertenecemos escribo escribimos "
    "hablo hablamos estoy vivo mi mio nuestro nuestra".split()
)
# What may stand between: their office, not «una ciudad de X», which is any there.
OWN_BETWEEN = frozenset(
    "de del d en el la los las desde a al por aqui aca municipio mpio ayuntamiento ayto h honorable alcaldia pueblo "
    "ciudad comunidad localidad presidencia municipal gobierno se llama es presidente presidenta alcalde alcaldesa "
    "regidor regidora sindico sindica secretario secretaria tesorero tesorera director directora enlace jefe jefa "
    "encargado encargada oficial mayor asuntos internacionales relaciones gente autoridad autoridades cabildo le les "
    "escriben hablan trabajador trabajadora funcionario funcionaria nosotros".split()
)

PREPOSITIONS = frozenset("con en de y los a desde".split())
SHORT_COUNTRIES = frozenset("usa eu uk".split())  # «usa» is also a verb
WITH = frozenset("con c".split())
COMPARING = ("compar", "kompar")
AND = frozenset("y e o u ni".split())
# Between a municipality and its state: «Mérida, Yucatán», «Guadalupe de Zacatecas».
INSIDE = frozenset({(), ("de",), ("del",), ("en",), ("estado", "de"), ("del", "estado", "de"), ("edo", "de")})

# State abbreviations that are also words: they count only right after one of their municipalities.
WEAK_STATES = frozenset("son sin ver col mor tab mex camp".split())

# Not the place but a street, a shop, a person…: «calle Reforma», «farmacia Guadalajara», «me llamo Guadalupe».
NOT_A_PLACE_AFTER = frozenset(
    "calle avenida av colonia farmacia farmacias club hotel equipo plaza estadio llamo nombre senor senora sr sra don "
    "dona lic licenciado licenciada ing dr dra doctor doctora maestro maestra profesor profesora".split()
)

# A demonym after these is a language: «en francés», «al japonés», «traductor de chino».
LANGUAGE_BEFORE = frozenset(
    "en al a del de el idioma idiomas lengua lenguas habla hablan hablar hablamos hablo nuestro mi su un y o "
    "puro solo bien mal mucho poco algo es sea".split()
)
LANGUAGE_STEMS = ("traduc", "traduzc", "idioma", "interpret", "version", "lengua", "hablar", "habla")
# …but after one of these it tells where something is from: «gobierno japonés».
HOSTS = frozenset(
    "ciudad ciudades municipio municipios gobierno gobiernos ayuntamiento ayuntamientos provincia provincias "
    "prefectura prefecturas estado estados contraparte contrapartes parte autoridad autoridades alcalde alcaldesa "
    "universidad universidades empresa empresas delegacion embajada region regiones pueblo pueblos localidad "
    "localidades republica hermana hermanas lado socio socios condado condados capital comunidad organismo "
    "institucion".split()
)

# What a person looking for agreements says.
AGREEMENT_STEMS = ("acuerdo", "hermana", "ermana", "convenio", "memorand")

# Names that are words, first names or surnames: they need more than being there.
_MUNICIPALITIES = frozenset(
    "alamos altar angostura apan armeria ascension asientos ayala baca banderilla buenaventura buenavista burgos "
    "calera candela candelaria canelas carbo carmen casas catorce cedral centro cerritos charcas charo concordia "
    "corregidora degollado delicias divisaderos dolores ebano eldorado empalme encarnacion escobedo esperanza "
    "espinal fortin frontera fronteras galeana gam garcia gonzalez granados guadalupe higueras honey inde isla "
    "jala jimenez juchique lerdo libres llera lopez loreto madera madero magdalena maltrata mama mani mascota "
    "mendez mezquital mier mina minas monjas moris muna naco nadadores naranjal natividad nativitas nava nombre "
    "ocampo oriental padilla palizada palmillas paraiso paras parral parras pesqueria peto pinos playas progreso "
    "ramirez rayon rayones reforma rodeo romita rosales rosamorada rosario ruiz sabanilla sacramento salinas "
    "santiago saucillo sitio solidaridad suma tala tequila tetela teya tila tj trincheras tula ucu uman ures "
    "vallecillo venado victoria zapata".split()
)
_TWO_WORDS = frozenset(
    "agua blanca|agua dulce|ciudad real|el arenal|el bosque|el cajon|el carmen|el chico|el espinal|el fuerte|"
    "el higo|el limon|el llano|el marques|el monte|el naranjo|el oro|el parral|el paso|el porvenir|el salto|"
    "el tule|la antigua|la barca|la blanca|la colorada|la compania|la concordia|la cruz|la grandeza|la huerta|"
    "la independencia|la libertad|la mision|la paz|la pe|la perla|la plata|la reforma|la union|las cruces|"
    "las heras|las margaritas|las minas|las rosas|las vigas|los andes|los reyes|nuevo ideal|padre las casas|"
    "pueblo nuevo|puente nacional|tierra nueva".split("|")
)
_ABROAD = frozenset(
    "asuncion colonia cuenca mendoza paris pereira praga santander sofia sucre trujillo valencia virginia "
    "alma amarillo anguila antigua arabia aurora belen bello bryan catar cerro checa checas checo checos colon "
    "concepcion congo corona corral cuero dominica encino florencia georgia granada helena indio indios irving "
    "jersey lima malta marti mauricio mesa mission mobile modesto mongol mongoles montserrat natal norman orange "
    "orlando perico plano pueblo reno reunion roma sale sandy santos superior temple trinidad tyler ventura".split()
)
COMMON = _MUNICIPALITIES | _TWO_WORDS | _ABROAD
