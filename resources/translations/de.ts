<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ActivityLine</name>
    <message>
        <source>Loading {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Looking at %n pictures</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}, {time} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Amounts</name>
    <message>
        <source>{number} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} kB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{got} of {size} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{got} of {size} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a few seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>about %n seconds</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minutes</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hours</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{number} MB a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} kB a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a word a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>about %n words a second</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{number}%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <extracomment>a date; see the documentation of QLocale.toString</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <extracomment>a month; see the documentation of QLocale.toString</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswerFoot</name>
    <message numerus="yes">
        <source>%n words a second</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswerView</name>
    <message>
        <source>The model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped this answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program ended here. Continue by asking again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer ends here: the model has no more room in this chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Arriving</name>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can write now. Your question is answered as soon as the model is here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show it something.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a picture anywhere in the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stays here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing you write leaves this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can be wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check what matters to you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is on its way</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Capability</name>
    <message>
        <source>text only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sees pictures</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatBar</name>
    <message>
        <source>More about this chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete this chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatListView</name>
    <message>
        <source>Chats</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>There is no model yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your question waits, and is answered as soon as one is here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatRows</name>
    <message>
        <source>Pinned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Closeness</name>
    <message>
        <source>As good as the full model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard to tell from the full model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close to the full model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A little less exact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same next word {times} times in 100</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CodeBlock</name>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Add pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a message, or drop a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Computer</name>
    <message numerus="yes">
        <source>%n processor cores</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>This computer has {memory} of memory, {cores} and {disk} free on the disk</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrashNotice</name>
    <message>
        <source>Something in Jewelbox did not work as it should.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats are kept. A report was written on this computer; nobody gets it unless you send it. If Jewelbox behaves oddly, close it and start it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the report</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DocumentView</name>
    <message>
        <source>Documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is being fetched.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Download</name>
    <message>
        <source>{size} to download, {time}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DownloadLine</name>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checking what has come</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>no data for %n seconds</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DropSign</name>
    <message>
        <source>Drop the picture anywhere</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyChat</name>
    <message>
        <source>What is on your mind?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describe a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it shows, what is written on it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain a letter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In plain words, with what you have to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain this letter in plain words, and what I have to do:
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a text better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shorter, friendlier, without mistakes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make this text shorter, friendlier and free of mistakes:
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Think something through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A decision, a plan, a sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help me think this through: </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>Read it in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>photos, screenshots, scans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sees pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up to about {words} words in one chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of a chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n languages</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>best in the large ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} billion parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>published {month}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FailureCard</name>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilesTable</name>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same next word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, trained for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{times} in 100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Fit</name>
    <message>
        <source>Needs {memory}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not fit: needs {memory}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs {needed} of your {has} GB, a tight fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs {needed} of your {has} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model needs {memory}; this computer has {has}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model needs {memory} and leaves too little of the {has} here for the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is the best one that fits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{speed} here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GetTab</name>
    <message>
        <source>in use now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has {memory} of memory</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GoodAt</name>
    <message>
        <source>photos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everyday questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>longer texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hard questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>many languages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quick answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>older computers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trying things out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good at {one}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the things a model is good at</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good at {some} and {last}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Show the chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InstalledTab</name>
    <message>
        <source>{size} in models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} free on the disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The models that you get will stand here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read and use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On its way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>came with Jewelbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>downloaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file of yours</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Licence</name>
    <message>
        <source>Fetched from {place}, {day}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text came with the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use it at home and at work, free of charge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep what it writes: Google claims no rights in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change it and pass it on, together with these terms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change it and pass it on, together with this licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use it to study and to build things for health care</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>break the law, or help others to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>violate the rights of others, copyright included</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>spread hatred, harass, or promote violence or self-harm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deceive: scams, malware, or passing for a person or an expert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>track people or collect their private data without consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decide by itself about work, money, housing, health or law</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>practise medicine, law or finance without a licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make sexually explicit content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>get around its safety limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suggest that Google stands behind what you make</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>diagnose or treat patients without the authorisation that the law asks for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You answer for what you do with its answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It comes as it is. Nobody vouches for it or pays for damage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the text changes, you are asked again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This licence has no rules about what you ask. The law still holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever passes it on keeps the licence and the notices with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever sues over patents in the model loses its patent licence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was not made to be used on patients as it is. Its answers need checking by a professional.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These terms hold for every copy of the model, wherever it comes from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Prohibited Use Policy is part of these terms, also where it is a page of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You must be old enough to enter into an agreement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you break the terms, Google may end your permission. Then delete the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Google reserves the right to restrict use that breaks the terms.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LicencePage</name>
    <message>
        <source>Step 2 of 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary or full text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept and download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before you use {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before you get {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept and use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is being fetched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your acceptance is kept in Settings, where you can read and withdraw it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>We could not fetch the terms, so you cannot accept them yet. Try again, or open them in the browser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The terms could not be fetched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can accept as soon as the full text is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Google gives this model to everyone under this licence. Please read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Google lets you use this model under its terms. Please read them; they hold for every copy, wherever it comes from.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LinkDialog</name>
    <message>
        <source>This link leads to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jewelbox opens addresses of the web and of mail only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Hide the chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is deleted</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MemoryBar</name>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of {total} GB, {used} are in use now, this model takes {model}, {free} stay free.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelChip</name>
    <message>
        <source>on its way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>arrives in {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sees pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Get models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{count}, from {least} to {most}, with their technical names</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get models</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OfferCard</name>
    <message>
        <source>Installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} to download</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture {number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>This file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s file is not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was moved or deleted. Your chats are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put it back, or get the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file is not a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a GGUF file. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another file, or get a model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s file is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ends too early or its content is broken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a Gemma model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a model of another kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a Gemma model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that sees belongs to another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not go with this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get the model again, then both parts fit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model needs {memory}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your question and the answer so far are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can; your message waits for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get a model that sees; your message waits for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close other programs and try again, or choose a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model could not be started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be opened. {kept}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again. If it happens again, get the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again. The details say more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This chat has become too long for the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot keep more in mind. Everything written so far is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask in a new chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot see pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your message and its pictures are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing else was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not there, or may not be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is of a kind that cannot be shown to a model. {kept}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use PNG, JPEG, WebP, GIF, BMP or TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ends too early or is broken. {kept}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it in another program, save it again, and add that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has more than 100 million pixels or 200 MB. {kept}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it smaller, or cut out the part that matters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>One message takes %n pictures. The first ones are kept.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Send these, then add the others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has been fetched so far is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server could not be reached. {kept}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the network and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server asks for a pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too much was fetched in a short time. {kept}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a few minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This address is not allowed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a place that models are fetched from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the address in Settings, Network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It answered with an error. {kept}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is no longer there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not have this file at this place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another file or another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not give this file to everyone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its owner wants to know who takes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server sent something else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A network that asks for a login first does this too. {kept}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open any page in the browser, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free {size} and try again, or choose another disk in Settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space and try again, or choose another disk in Settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder for models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not what it should be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} differs from the published one, so it was not used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has been written so far is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be written there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing into {folder} is not allowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder in Settings, Models and disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The terms could not be fetched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What could not be shown cannot be accepted yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again, or open them in the browser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The terms are not accepted yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model can be used as soon as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read them, and accept them if you agree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That did not work, and it should have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A report was written on this computer. Your chats are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again, or start Jewelbox anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats were written by a newer Jewelbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are safe and were not touched. {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the newer Jewelbox, or install it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Their file is damaged. It was not touched. {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back a copy of it, or move it away to start afresh.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QuestionView</name>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecommendedCard</name>
    <message>
        <source>Recommended for this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the licence and get it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence: {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RenameField</name>
    <message>
        <source>Title of the chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScaleSection</name>
    <message>
        <source>Smaller or better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same model, packed more or less tightly</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Show all again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>For experts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {memory}. {context} tokens in one chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python {python}, Qt {qt}, llama-cpp-python {engine}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For Gemma models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not made by or affiliated with Google. Our own code: Apache License 2.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the program did, without a word of your chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models and disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for new models</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>After %n minutes</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>After an hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release memory when idle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next answer starts a few seconds later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} used, {free} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no address. The one before is still used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models are fetched from here, and nothing is sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The terms that you accept will stand here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accepted {day}, for {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model stays, and asks again before it is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text is no longer on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Very large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of text in chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds from the next start on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing and answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter sends the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift and Enter begin a new line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you always want it to know</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model reads it at the start of every chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example: I live in Lyon. Please answer in short sentences.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No chat has these words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete this chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StarterRow</name>
    <message>
        <source>A tiny model, only to try things out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try it now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is already here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>Smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Better</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepColumn</name>
    <message>
        <source>Recommended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, trained for it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Summary</name>
    <message>
        <source>In short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You must not use it to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This summary is ours and no legal advice. What counts is the full text.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TableView</name>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextDialog</name>
    <message>
        <source>Documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Thought</name>
    <message>
        <source>What the model thought</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Thought for %n seconds</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Thought first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Welcome to Jewelbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Talk with a Gemma model that runs on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you write and the pictures you show it stay here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No account. After one download it works offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jewelbox is for Gemma models. It is not made by or affiliated with Google.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at this computer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
