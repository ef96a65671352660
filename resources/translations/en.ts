<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ActivityLine</name>
    <message numerus="yes">
        <source>Looking at %n pictures</source>
        <translation>
            <numerusform>Looking at the picture</numerusform>
            <numerusform>Looking at %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Amounts</name>
    <message numerus="yes">
        <source>about %n seconds</source>
        <translation>
            <numerusform>about %n second</numerusform>
            <numerusform>about %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minutes</source>
        <translation>
            <numerusform>about %n minute</numerusform>
            <numerusform>about %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hours</source>
        <translation>
            <numerusform>about %n hour</numerusform>
            <numerusform>about %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n words a second</source>
        <translation>
            <numerusform>about %n word a second</numerusform>
            <numerusform>about %n words a second</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AnswerDetails</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AnswerFoot</name>
    <message numerus="yes">
        <source>%n words a second</source>
        <translation>
            <numerusform>%n word a second</numerusform>
            <numerusform>%n words a second</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CatalogueSection</name>
    <message numerus="yes">
        <source>All %n files are as the list says</source>
        <translation>
            <numerusform>The one file is as the list says</numerusform>
            <numerusform>All %n files are as the list says</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files are as the list says</source>
        <translation>
            <numerusform>%n file is as the list says</numerusform>
            <numerusform>%n files are as the list says</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files are not as the list says:</source>
        <translation>
            <numerusform>%n file is not as the list says:</numerusform>
            <numerusform>%n files are not as the list says:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n files the Hub has a newer version:</source>
        <translation>
            <numerusform>Of %n file the Hub has a newer version:</numerusform>
            <numerusform>Of %n files the Hub has a newer version:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About %n files the Hub could not be asked</source>
        <translation>
            <numerusform>About %n file the Hub could not be asked</numerusform>
            <numerusform>About %n files the Hub could not be asked</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Changes</name>
    <message numerus="yes">
        <source>%n paragraphs are the same</source>
        <translation>
            <numerusform>%n paragraph is the same</numerusform>
            <numerusform>%n paragraphs are the same</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatUndo</name>
    <message numerus="yes">
        <source>%n messages are deleted</source>
        <translation>
            <numerusform>%n message is deleted</numerusform>
            <numerusform>%n messages are deleted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message numerus="yes">
        <source>%n languages</source>
        <translation>
            <numerusform>%n language</numerusform>
            <numerusform>%n languages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Computer</name>
    <message numerus="yes">
        <source>%n processor cores</source>
        <translation>
            <numerusform>%n processor core</numerusform>
            <numerusform>%n processor cores</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DownloadLine</name>
    <message numerus="yes">
        <source>no data for %n seconds</source>
        <translation>
            <numerusform>no data for %n second</numerusform>
            <numerusform>no data for %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Try {number} in %n seconds.</source>
        <translation>
            <numerusform>Try {number} in %n second.</numerusform>
            <numerusform>Try {number} in %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No data for %n seconds.</source>
        <translation>
            <numerusform>No data for %n second.</numerusform>
            <numerusform>No data for %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message numerus="yes">
        <source>%n files written</source>
        <translation>
            <numerusform>%n file written</numerusform>
            <numerusform>%n files written</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chats came.</source>
        <translation>
            <numerusform>%n chat came.</numerusform>
            <numerusform>%n chats came.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were here already.</source>
        <translation>
            <numerusform>%n was here already.</numerusform>
            <numerusform>%n were here already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be read: damaged, or of a later version. Keep the file.</source>
        <translation>
            <numerusform>%n could not be read: damaged, or of a later version. Keep the file.</numerusform>
            <numerusform>%n could not be read: damaged, or of a later version. Keep the file.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message numerus="yes">
        <source>%n languages</source>
        <translation>
            <numerusform>%n language</numerusform>
            <numerusform>%n languages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HubSection</name>
    <message numerus="yes">
        <source>Show all %n</source>
        <translation>
            <numerusform>Show all %n</numerusform>
            <numerusform>Show all %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LeftOut</name>
    <message numerus="yes">
        <source>And %n others</source>
        <translation>
            <numerusform>And %n other</numerusform>
            <numerusform>And %n others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files are left out</source>
        <translation>
            <numerusform>%n file is left out</numerusform>
            <numerusform>%n files are left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinkDialog</name>
    <message numerus="yes">
        <source>An address of %n letters</source>
        <translation>
            <numerusform>An address of %n letter</numerusform>
            <numerusform>An address of %n letters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Origin</name>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message numerus="yes">
        <source>One message takes %n files. The first ones are kept.</source>
        <translation>
            <numerusform>One message takes %n file. The first one is kept.</numerusform>
            <numerusform>One message takes %n files. The first ones are kept.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Repositories</name>
    <message numerus="yes">
        <source>%n downloads a month</source>
        <translation>
            <numerusform>%n download a month</numerusform>
            <numerusform>%n downloads a month</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n likes</source>
        <translation>
            <numerusform>%n like</numerusform>
            <numerusform>%n likes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message numerus="yes">
        <source>%n chats so far</source>
        <translation>
            <numerusform>%n chat so far</numerusform>
            <numerusform>%n chats so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>After %n minutes</source>
        <translation>
            <numerusform>After %n minute</numerusform>
            <numerusform>After %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n models, since Jewelbox ended while they worked</source>
        <translation>
            <numerusform>%n model, since Jewelbox ended while it worked</numerusform>
            <numerusform>%n models, since Jewelbox ended while they worked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sounds</name>
    <message numerus="yes">
        <source>About %n tokens for a model that hears</source>
        <translation>
            <numerusform>About %n token for a model that hears</numerusform>
            <numerusform>About %n tokens for a model that hears</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seconds</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Thought</name>
    <message numerus="yes">
        <source>Thought for %n seconds</source>
        <translation>
            <numerusform>Thought for %n second</numerusform>
            <numerusform>Thought for %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TroubleNotice</name>
    <message numerus="yes">
        <source>%n chats are here again</source>
        <translation>
            <numerusform>%n chat is here again</numerusform>
            <numerusform>%n chats are here again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>with %n messages.</source>
        <translation>
            <numerusform>with %n message.</numerusform>
            <numerusform>with %n messages.</numerusform>
        </translation>
    </message>
</context>
</TS>
