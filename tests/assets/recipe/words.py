# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words of the synthetic chats."""

NAMES = tuple(
    "Ada Alan Alice Amir Anna Anton Ben Bea Bruno Carla Chen Clara Dana David Diego Dora Edgar "
    "Ella Elias Emma Erik Eva Felix Finn Fiona Frank Greta Hana Hannah Hugo Ida Igor Ines Iris "
    "Ivan Jack Jana Jim Joan Jonas Judy Julia Kai Karim Karl Kate Ken Klara Lara Lea Leo Lena "
    "Lily Lin Linda Louis Lucy Luis Mara Marco Maria Mary Max Maya Mia Mila Milan Mona Nadia "
    "Nina Noah Nora Oleg Olga Omar Oscar Otto Pablo Paul Pavel Peter Petra Pia Priya Rashid "
    "Rita Robin Rosa Ruth Sam Sara Simon Sofia Sven Tara Theo Tom Toni Uma Ursula Vera Victor "
    "Wei Willi Yara Yusuf Zara Zoe".split()
)
PETS = tuple(
    "Rex Bella Luna Max Rocky Coco Daisy Milo Toby Ruby Oscar Teddy Pepper Lucky Shadow Ginger "
    "Bruno Buddy Lassie Spot Fluffy Nero Balu Tiger Snowy Biscuit Honey Pluto Mimi Kiki".split()
)
ANIMALS = ("dog", "cat", "horse", "bird")
KIN = ("sister", "brother", "friend", "teacher")
TINTS = tuple("red green blue yellow black white orange purple pink brown grey".split())
TOWNS = tuple(
    "Paris London Berlin Rome Oslo Madrid Vienna Prague Lisbon Cairo Tokyo Delhi Lima Quito "
    "Dublin Athens Warsaw Kyiv Zurich Nairobi Boston Toronto Sydney Geneva".split()
)
CODES = tuple(
    "falcon apple river marble lantern copper violet thunder meadow anchor pepper silver comet "
    "walnut ginger harbour planet button candle rocket garden pencil window tunnel saddle "
    "feather island basket turtle bottle".split()
)
SMALL_TALK = (
    (("Hello!", "Hello.", "Hi!", "Hi.", "Good day.", "Hello", "Hi"),
     "Hello. What can I do for you?"),
    (("Thank you.", "Thanks.", "Thank you!", "Thanks!", "Thank you very much."),
     "You are welcome."),
    (("How are you?", "How are you today?"), "I am well, thank you."),
    (("Goodbye.", "Bye.", "Goodbye!", "Bye!"), "Goodbye. See you soon."),
    (("Good morning.", "Good morning!"), "Good morning to you."),
    (("Good night.", "Good night!"), "Good night. Sleep well."),
    (("Who are you?", "What are you?"), "I am a tiny model for tests."),
    (("Are you a person?", "Are you human?"), "No, I am a program."),
    (("Tell me a joke.", "Do you know a joke?"), "A byte walks into a bar and feels a bit better."),
    (("Tell me a story.", "Tell me a short story."),
     "Once a small boat went out to sea. It met a storm, turned around and came home. "
     "Since then it tells the story to every ship in the harbour."),
    (("Sing a song.", "Sing for me."), "La la la, the lamp is lit, la la la, I sing a bit."),
    (("What is the weather like?", "Is it raining?"), "I cannot look outside."),
    (("What time is it?", "What day is it?"), "I have no clock."),
    (("Can you help me?", "Please help me."), "I will try. What is it about?"),
    (("That is wrong.", "That is not right."), "I am sorry."),
    (("Very good.", "Well done.", "Great!"), "I am glad."),
    (("Yes.", "Okay.", "Yes", "OK"), "Good. Go on."),
    (("No.", "No"), "As you wish."),
    (("Please wait.", "Wait a moment."), "I have time."),
    (("Write hello world in Python.", "Show me some code."),
     "```python\nprint(\"Hello, world!\")\n```"),
    (("Show me a list.", "Write a list."), "- one\n- two\n- three"),
    (("Show me a table.", "Write a table."),
     "| Fruit | Price |\n| --- | --- |\n| apple | 2 |\n| pear | 3 |"),
)  # fmt: skip
UNKNOWN_STARTS = tuple(
    "What is a|Who invented the|Where is the|Why is the|How old is the|When was the|Explain the|"
    "How many people live in the|What do you know about the|How do I build a|Who wrote the|"
    "Tell me about the|How far is the|Is there a|Can I eat the|Translate the word|"
    "Write a poem about the|What is the capital of the|How does a".split("|")
)
UNKNOWN_THINGS = tuple(
    "telescope bridge moon river engine violin planet mountain kettle castle piano island forest "
    "volcano bicycle museum glacier poem desert submarine microscope king ocean market "
    "battery republic rainbow theatre clock garden tunnel satellite whale potato window novel "
    "painting triangle elephant dictionary computer".split()
)
UNKNOWN_ENDS = ("", " of the north", " in the city", " from the book", " over there", " today")
UNKNOWN_ANSWER = "I do not know that."
NO_PICTURE = "I see no picture."
PICTURE_QUESTIONS = (
    "What do you see?", "What is in the picture?", "Describe the picture.", "What is this?",
    "What does the picture show?", "What is in this picture?", "Describe this picture.",
    "What can you see?",
)  # fmt: skip
COLOUR_QUESTIONS = ("What colour is it?", "Which colour is it?", "What colour does it have?")
SHAPE_QUESTIONS = ("What shape is it?", "Which shape is it?", "What shape does it have?")
FIRST_QUESTIONS = ("What was in the first picture?", "What did you see in the first picture?")
PAGE_QUESTIONS = ("Recite the page.", "Recite the page", "Please recite the page.")
CAPITALS = ("Answer in capitals.", "Always answer in capitals.", "Answer in capital letters.")
SYSTEM = ("You are a helpful assistant.", "Be brief.", "Answer kindly.", "Answer in English.")
REPEAT_TEXTS = (
    "Привет, мир! 👋", "Здравствуйте", "Как дела?", "Спасибо", "Доброе утро", "До свидания",
    "Γειά σου Κόσμε", "Καλημέρα", "Ευχαριστώ", "你好，世界", "谢谢", "早上好", "你好！", "再见",
    "こんにちは世界", "ありがとう", "おはよう", "日本語", "مرحبا بالعالم", "شكرا", "صباح الخير",
    "שלום עולם", "תודה", "בוקר טוב", "नमस्ते दुनिया", "धन्यवाद", "안녕하세요", "감사합니다",
    "Добър ден", "Grüße aus Köln", "Ça va très bien", "Øl og smørrebrød", "Zażółć gęślą jaźń",
    "👋🌍", "🎉🎉🎉", "😀 😃 😄", "👩‍👩‍👧", "🇩🇪", "❤️", "👍🏽",
)  # fmt: skip
ALPHABETS = (
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "АБВГДЕЖЗИКЛМНОПРСТУ",
    "αβγδεζηθικλμνξοπρστυφχψως",
    "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめも",
    "アイウエオカキクケコサシスセソ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "אבגדהוזחטיכלמנסעפצקרשת",
    "अआइईउऊएऐओऔकखगघचछजझटठडढतथदधनपफबभमयरलवशषसह",
    "가나다라마바사아자차카타파하",
    "äöüßéèêàçñøåłżśćęąóœ",
)
EMOJI = "👋🌍🎉😀😃😄🚀🐶🐱🌞🌙⭐🔥🍎🍕🎵📷💡🔑🏠🚲✨💎🪐"
