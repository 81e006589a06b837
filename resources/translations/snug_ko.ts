<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>snug</name>
    <message>
        <source>New chat</source>
        <translation>새 대화</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>대화</translation>
    </message>
    <message>
        <source>Your conversations appear here.</source>
        <translation>대화가 여기에 표시됩니다.</translation>
    </message>
    <message>
        <source>Delete conversation</source>
        <translation>대화 삭제</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>사이드바 보이기/숨기기</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>메뉴</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>오프라인</translation>
    </message>
    <message>
        <source>Kept in memory only</source>
        <translation>메모리에만 있음</translation>
    </message>
    <message>
        <source>Conversations are not written to disk. They are gone when you close Snug.</source>
        <translation>대화는 디스크에 기록되지 않으며, Snug를 닫으면 사라집니다.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>테마</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>About Snug</source>
        <translation>Snug 정보</translation>
    </message>
    <message>
        <source>Snug {version}

Private conversations with a language model that runs on this computer.

Licensed under Apache 2.0.</source>
        <translation>Snug {version}

이 컴퓨터에서 실행되는 언어 모델과 나누는 나만의 대화입니다.

Apache 2.0 라이선스로 배포됩니다.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>모델 없음</translation>
    </message>
    <message>
        <source>{name} · not loaded</source>
        <translation>{name} · 불러오지 않음</translation>
    </message>
    <message>
        <source>Not in memory. Your next message loads it.</source>
        <translation>메모리에 없습니다. 다음 메시지를 보내면 불러옵니다.</translation>
    </message>
    <message>
        <source>{name} · loading {percent} %</source>
        <translation>{name} · 불러오는 중 {percent}%</translation>
    </message>
    <message>
        <source>{name} · ready on {device}</source>
        <translation>{name} · {device}에서 준비됨</translation>
    </message>
    <message>
        <source>{name} · could not be loaded</source>
        <translation>{name} · 불러오지 못함</translation>
    </message>
    <message>
        <source>GPU ({device}), {layers} of {total} layers</source>
        <translation>GPU({device}), 레이어 {total}개 중 {layers}개</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>모델 선택</translation>
    </message>
    <message>
        <source>Open a GGUF file…</source>
        <translation>GGUF 파일 열기…</translation>
    </message>
    <message>
        <source>Models (*.gguf);;All files (*)</source>
        <translation>모델 (*.gguf);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Load now</source>
        <translation>지금 불러오기</translation>
    </message>
    <message>
        <source>Context {context} tokens · {device} · loaded in {seconds} s</source>
        <translation>컨텍스트 {context}토큰 · {device} · {seconds}초 만에 불러옴</translation>
    </message>
    <message>
        <source>The model brings no usable chat template; a common one is used.</source>
        <translation>이 모델에는 쓸 수 있는 대화 템플릿이 없어 일반 템플릿을 사용합니다.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>나</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>어시스턴트</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>복사됨</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>모두 선택</translation>
    </message>
    <message>
        <source>Jump to the end</source>
        <translation>맨 아래로</translation>
    </message>
    <message>
        <source>New text below</source>
        <translation>아래에 새 내용</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>대화</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>작성 중…</translation>
    </message>
    <message>
        <source>Loading the model… {percent} %</source>
        <translation>모델을 불러오는 중… {percent}%</translation>
    </message>
    <message>
        <source>Reading… {percent} %</source>
        <translation>읽는 중… {percent}%</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>Ended at the length limit</source>
        <translation>길이 제한에 걸려 끝남</translation>
    </message>
    <message>
        <source>Ended: the context window is full</source>
        <translation>컨텍스트가 가득 차서 끝남</translation>
    </message>
    <message>
        <source>{tokens} tokens · {speed} tokens/s</source>
        <translation>토큰 {tokens}개 · 초당 {speed}토큰</translation>
    </message>
    <message>
        <source>Open this address?</source>
        <translation>이 주소를 열까요?</translation>
    </message>
    <message>
        <source>Your browser will open

{address}</source>
        <translation>브라우저에서 다음 주소를 엽니다.

{address}</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>브라우저에서 열기</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>주소 복사</translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation>메시지 입력…</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>보내기</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>보내기 (Enter)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>중지 (Esc)</translation>
    </message>
    <message>
        <source>Choose a model first, then write here.</source>
        <translation>먼저 모델을 선택한 뒤 입력하세요.</translation>
    </message>
    <message>
        <source>What would you like to talk about?</source>
        <translation>무엇을 이야기해 볼까요?</translation>
    </message>
    <message>
        <source>The model runs on this computer. What you write does not leave it.</source>
        <translation>모델은 이 컴퓨터에서 실행됩니다. 입력한 내용은 밖으로 나가지 않습니다.</translation>
    </message>
    <message>
        <source>This is the starter model: small, quick, and often wrong. A larger one answers far better.</source>
        <translation>기본 모델은 작고 빠르지만 자주 틀리고 한국어에 약합니다. 더 큰 모델이 훨씬 잘 답합니다.</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>아직 모델이 없습니다</translation>
    </message>
    <message>
        <source>Open a GGUF file to begin. It stays where it is.</source>
        <translation>GGUF 파일을 열어 시작하세요. 파일은 제자리에 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Other model…</source>
        <translation>다른 모델…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>자세히</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Interrupted. {sentence}</source>
        <translation>중단되었습니다. {sentence}</translation>
    </message>
    <message>
        <source>Something went wrong in Snug</source>
        <translation>Snug에 문제가 생겼습니다</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>보고서 복사</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>What is the capital of France?</source>
        <translation>프랑스의 수도는 어디인가요?</translation>
    </message>
    <message>
        <source>Explain photosynthesis in two sentences.</source>
        <translation>광합성을 두 문장으로 설명해 주세요.</translation>
    </message>
    <message>
        <source>Write a short, friendly reminder to water the plants.</source>
        <translation>화분에 물을 달라는 짧고 다정한 쪽지를 써 주세요.</translation>
    </message>
    <message>
        <source>The model catalog is damaged</source>
        <translation>모델 목록이 손상되었습니다</translation>
    </message>
    <message>
        <source>The model catalog cannot be read: {problem}.</source>
        <translation>모델 목록을 읽을 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Install Snug again; your conversations and models are not touched.</source>
        <translation>Snug를 다시 설치하세요. 대화와 모델은 그대로 남습니다.</translation>
    </message>
    <message>
        <source>The conversation no longer fits</source>
        <translation>대화가 컨텍스트보다 깁니다</translation>
    </message>
    <message>
        <source>This conversation needs {needed} tokens; the model can see {available}.</source>
        <translation>이 대화에는 {needed}토큰이 필요하지만 모델은 {available}토큰까지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Start a new chat, or send a shorter message.</source>
        <translation>새 대화를 시작하거나 더 짧게 보내세요.</translation>
    </message>
    <message>
        <source>Not enough disk space</source>
        <translation>디스크 공간이 부족합니다</translation>
    </message>
    <message>
        <source>{needed} of disk space is needed in {folder}; {free} is free.</source>
        <translation>{folder}에 {needed}가 필요하지만 {free}만 남아 있습니다.</translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation>공간을 확보한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Download stopped</source>
        <translation>다운로드를 중지했습니다</translation>
    </message>
    <message>
        <source>The download of “{name}” was stopped.</source>
        <translation>“{name}” 다운로드를 중지했습니다.</translation>
    </message>
    <message>
        <source>Nothing of it was kept; start it again whenever you like.</source>
        <translation>받은 내용은 남기지 않았습니다. 언제든 다시 시작할 수 있습니다.</translation>
    </message>
    <message>
        <source>Download failed</source>
        <translation>다운로드하지 못했습니다</translation>
    </message>
    <message>
        <source>“{name}” could not be downloaded.</source>
        <translation>“{name}”을(를) 내려받지 못했습니다.</translation>
    </message>
    <message>
        <source>Reading the texts was stopped.</source>
        <translation>글 읽기를 중지했습니다.</translation>
    </message>
    <message>
        <source>Start again whenever you like.</source>
        <translation>언제든 다시 시작할 수 있습니다.</translation>
    </message>
    <message>
        <source>Nothing to read</source>
        <translation>읽을 내용이 없습니다</translation>
    </message>
    <message>
        <source>Text number {place} is empty.</source>
        <translation>{place}번째 글이 비어 있습니다.</translation>
    </message>
    <message>
        <source>Leave it out.</source>
        <translation>빼 주세요.</translation>
    </message>
    <message>
        <source>The engine stopped unexpectedly</source>
        <translation>엔진이 예기치 않게 멈췄습니다</translation>
    </message>
    <message>
        <source>The model engine stopped unexpectedly. Your conversation is safe.</source>
        <translation>모델 엔진이 예기치 않게 멈췄습니다. 대화는 안전합니다.</translation>
    </message>
    <message>
        <source>Send your message again: the engine starts anew.</source>
        <translation>메시지를 다시 보내면 엔진이 새로 시작됩니다.</translation>
    </message>
    <message>
        <source>The measurement ended early</source>
        <translation>측정이 중간에 끝났습니다</translation>
    </message>
    <message>
        <source>The model engine stopped while it was being measured.</source>
        <translation>측정하는 동안 모델 엔진이 멈췄습니다.</translation>
    </message>
    <message>
        <source>Measure again with a shorter context, and see the details if it happens again.</source>
        <translation>컨텍스트를 줄여 다시 측정하고, 반복되면 자세한 내용을 확인하세요.</translation>
    </message>
    <message>
        <source>The engine stopped responding</source>
        <translation>엔진이 응답하지 않습니다</translation>
    </message>
    <message>
        <source>The model engine stopped responding and was ended. Your conversation is safe.</source>
        <translation>모델 엔진이 응답하지 않아 종료했습니다. 대화는 안전합니다.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, choose another model.</source>
        <translation>다시 시도하세요. 반복되면 다른 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>The engine keeps stopping</source>
        <translation>엔진이 계속 멈춥니다</translation>
    </message>
    <message>
        <source>The model engine stopped several times in a row.</source>
        <translation>모델 엔진이 여러 번 연달아 멈췄습니다.</translation>
    </message>
    <message>
        <source>Try again in {seconds} seconds, or choose another model.</source>
        <translation>{seconds}초 후에 다시 시도하거나 다른 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>The engine could not answer</source>
        <translation>엔진이 답하지 못했습니다</translation>
    </message>
    <message>
        <source>The model engine could not finish this answer.</source>
        <translation>모델 엔진이 이 답변을 마치지 못했습니다.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, choose another model and see the details.</source>
        <translation>다시 시도하세요. 반복되면 다른 모델을 선택하고 자세한 내용을 확인하세요.</translation>
    </message>
    <message>
        <source>The engine does not start</source>
        <translation>엔진이 시작되지 않습니다</translation>
    </message>
    <message>
        <source>The model engine could not be started.</source>
        <translation>모델 엔진을 시작하지 못했습니다.</translation>
    </message>
    <message>
        <source>Run snug doctor to see why.</source>
        <translation>snug doctor를 실행해 원인을 확인하세요.</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>실패했습니다</translation>
    </message>
    <message>
        <source>Something outside Snug stood in the way.</source>
        <translation>Snug 바깥의 문제로 진행하지 못했습니다.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>다시 시도하세요.</translation>
    </message>
    <message>
        <source>Folder cannot be used</source>
        <translation>폴더를 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>Snug cannot use the folder {folder}.</source>
        <translation>{folder} 폴더를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Check its permissions, or choose another folder with --home.</source>
        <translation>권한을 확인하거나 --home으로 다른 폴더를 지정하세요.</translation>
    </message>
    <message>
        <source>Text too long</source>
        <translation>글이 너무 깁니다</translation>
    </message>
    <message>
        <source>Text number {place} has {tokens} tokens; the model reads at most {limit} at once.</source>
        <translation>{place}번째 글은 {tokens}토큰이며 모델은 한 번에 {limit}토큰까지 읽습니다.</translation>
    </message>
    <message>
        <source>Shorten it, or let it be read in parts.</source>
        <translation>줄이거나 나누어 읽게 하세요.</translation>
    </message>
    <message>
        <source>Loading was stopped</source>
        <translation>불러오기를 중지했습니다</translation>
    </message>
    <message>
        <source>Loading “{name}” was stopped.</source>
        <translation>“{name}” 불러오기를 중지했습니다.</translation>
    </message>
    <message>
        <source>Choose it again to load it.</source>
        <translation>다시 선택하면 불러옵니다.</translation>
    </message>
    <message>
        <source>Too long for one message</source>
        <translation>한 메시지로는 너무 깁니다</translation>
    </message>
    <message>
        <source>This text has {length} characters; a message can have {most}.</source>
        <translation>이 글은 {length}자이며 한 메시지에는 {most}자까지 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Shorten it, or send it in several messages.</source>
        <translation>줄이거나 여러 메시지로 나누어 보내세요.</translation>
    </message>
    <message>
        <source>Model file is damaged</source>
        <translation>모델 파일이 손상되었습니다</translation>
    </message>
    <message>
        <source>“{name}” is incomplete or damaged.</source>
        <translation>“{name}”이(가) 불완전하거나 손상되었습니다.</translation>
    </message>
    <message>
        <source>Download or copy it again; Snug has not changed it.</source>
        <translation>다시 내려받거나 복사하세요. Snug는 파일을 바꾸지 않았습니다.</translation>
    </message>
    <message>
        <source>Model file not found</source>
        <translation>모델 파일을 찾을 수 없습니다</translation>
    </message>
    <message>
        <source>The model file “{name}” is not there.</source>
        <translation>모델 파일 “{name}”이(가) 없습니다.</translation>
    </message>
    <message>
        <source>It may have been moved or deleted: choose it again or choose another model.</source>
        <translation>옮겨졌거나 삭제되었을 수 있습니다. 다시 선택하거나 다른 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>Not a chat model</source>
        <translation>대화 모델이 아닙니다</translation>
    </message>
    <message>
        <source>“{name}” is not made for conversation.</source>
        <translation>“{name}”은(는) 대화용 모델이 아닙니다.</translation>
    </message>
    <message>
        <source>Choose a chat model; this one serves another purpose, such as search.</source>
        <translation>대화 모델을 선택하세요. 이 모델은 검색 등 다른 용도입니다.</translation>
    </message>
    <message>
        <source>Not a search model</source>
        <translation>검색 모델이 아닙니다</translation>
    </message>
    <message>
        <source>“{name}” is not made for searching by meaning.</source>
        <translation>“{name}”은(는) 의미로 검색하는 모델이 아닙니다.</translation>
    </message>
    <message>
        <source>Choose an embedding model.</source>
        <translation>임베딩 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>Not a model for checking statements</source>
        <translation>진술을 확인하는 모델이 아닙니다</translation>
    </message>
    <message>
        <source>“{name}” cannot tell whether one text follows from another.</source>
        <translation>“{name}”은(는) 한 글이 다른 글에서 따라 나오는지 알려 줄 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose a model for entailment, or check citations without one.</source>
        <translation>함의 판단 모델을 선택하거나, 모델 없이 인용을 확인하세요.</translation>
    </message>
    <message>
        <source>Not a reranking model</source>
        <translation>재순위 모델이 아닙니다</translation>
    </message>
    <message>
        <source>“{name}” cannot judge how well a passage answers a question.</source>
        <translation>“{name}”은(는) 구절이 질문에 얼마나 맞는지 평가할 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose a reranking model, or search without one.</source>
        <translation>재순위 모델을 선택하거나, 재순위 없이 검색하세요.</translation>
    </message>
    <message>
        <source>Model not on this computer</source>
        <translation>이 컴퓨터에 없는 모델입니다</translation>
    </message>
    <message>
        <source>“{name}” is in the catalog, but not on this computer yet.</source>
        <translation>“{name}”은(는) 목록에 있지만 아직 이 컴퓨터에 없습니다.</translation>
    </message>
    <message>
        <source>Run snug models get {id}, or choose another model.</source>
        <translation>snug models get {id} 명령을 실행하거나 다른 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>The model could not be loaded</source>
        <translation>모델을 불러오지 못했습니다</translation>
    </message>
    <message>
        <source>The engine could not load “{name}”.</source>
        <translation>엔진이 “{name}”을(를) 불러오지 못했습니다.</translation>
    </message>
    <message>
        <source>The file may be damaged or too new: try another model, and see the details.</source>
        <translation>파일이 손상되었거나 너무 새로운 것일 수 있습니다. 다른 모델을 시도하고 자세한 내용을 확인하세요.</translation>
    </message>
    <message>
        <source>Another model was loaded</source>
        <translation>다른 모델을 불러왔습니다</translation>
    </message>
    <message>
        <source>This answer ended because another model was loaded.</source>
        <translation>다른 모델을 불러와 이 답변이 끝났습니다.</translation>
    </message>
    <message>
        <source>Send your message again to have the new model answer.</source>
        <translation>메시지를 다시 보내면 새 모델이 답합니다.</translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation>메모리가 부족합니다</translation>
    </message>
    <message>
        <source>“{name}” needs about {needed}; {available} is free.</source>
        <translation>“{name}”에는 약 {needed}가 필요하지만 {available}만 남아 있습니다.</translation>
    </message>
    <message>
        <source>Close other applications, choose a smaller model, or shorten the context.</source>
        <translation>다른 앱을 닫거나, 더 작은 모델을 선택하거나, 컨텍스트를 줄이세요.</translation>
    </message>
    <message>
        <source>Model file cannot be read</source>
        <translation>모델 파일을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>This computer does not let Snug read “{name}”.</source>
        <translation>“{name}”을(를) 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>Check the file's permissions, or copy it to a folder of your own.</source>
        <translation>파일 권한을 확인하거나 내 폴더로 복사하세요.</translation>
    </message>
    <message>
        <source>Model not supported</source>
        <translation>지원하지 않는 모델입니다</translation>
    </message>
    <message>
        <source>“{name}” uses the architecture “{architecture}”, which this engine does not know.</source>
        <translation>이 엔진은 “{name}”의 구조인 “{architecture}”을(를) 지원하지 않습니다.</translation>
    </message>
    <message>
        <source>Choose another model, or update Snug: newer engines know newer models.</source>
        <translation>다른 모델을 선택하거나 Snug를 업데이트하세요.</translation>
    </message>
    <message>
        <source>No screen found</source>
        <translation>화면을 찾을 수 없습니다</translation>
    </message>
    <message>
        <source>Snug cannot open its window: this session has no screen.</source>
        <translation>이 세션에는 화면이 없어 창을 열 수 없습니다.</translation>
    </message>
    <message>
        <source>Start it from a desktop session, or use the command line: snug chat.</source>
        <translation>데스크톱 세션에서 시작하거나 명령줄 snug chat을 사용하세요.</translation>
    </message>
    <message>
        <source>There is no chat model on this computer.</source>
        <translation>이 컴퓨터에 대화 모델이 없습니다.</translation>
    </message>
    <message>
        <source>Not a model file</source>
        <translation>모델 파일이 아닙니다</translation>
    </message>
    <message>
        <source>“{name}” is not a GGUF model.</source>
        <translation>“{name}”은(는) GGUF 모델이 아닙니다.</translation>
    </message>
    <message>
        <source>Choose a file that ends in .gguf, from a source you trust.</source>
        <translation>신뢰할 수 있는 곳에서 받은 .gguf 파일을 선택하세요.</translation>
    </message>
    <message>
        <source>Snug is offline</source>
        <translation>Snug가 오프라인입니다</translation>
    </message>
    <message>
        <source>This needs a connection to {host}, and Snug is set to stay offline.</source>
        <translation>{host} 연결이 필요하지만 Snug는 오프라인으로 설정되어 있습니다.</translation>
    </message>
    <message>
        <source>Allow it for this one download, or carry on without it.</source>
        <translation>이번 다운로드만 허용하거나 그대로 계속하세요.</translation>
    </message>
    <message>
        <source>Out of memory</source>
        <translation>메모리가 부족합니다</translation>
    </message>
    <message>
        <source>The model ran out of memory.</source>
        <translation>모델이 쓸 메모리가 부족합니다.</translation>
    </message>
    <message>
        <source>Close other applications, shorten the context, or choose a smaller model.</source>
        <translation>다른 앱을 닫거나, 컨텍스트를 줄이거나, 더 작은 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>Nothing can be written</source>
        <translation>쓸 수 없습니다</translation>
    </message>
    <message>
        <source>The result could not be written: {problem}.</source>
        <translation>결과를 쓸 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Check the disk or the program that reads it, then try again.</source>
        <translation>디스크나 읽는 프로그램을 확인한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Question too long</source>
        <translation>질문이 너무 깁니다</translation>
    </message>
    <message>
        <source>The question has {tokens} tokens; at most {limit} can be compared with passages.</source>
        <translation>질문이 {tokens}토큰입니다. 구절과 비교하려면 {limit}토큰까지 가능합니다.</translation>
    </message>
    <message>
        <source>Ask it in fewer words.</source>
        <translation>더 짧게 질문하세요.</translation>
    </message>
    <message>
        <source>Sampling not accepted</source>
        <translation>샘플링 값을 적용할 수 없습니다</translation>
    </message>
    <message>
        <source>{name} cannot be {value}.</source>
        <translation>{name}에는 {value}을(를) 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>It must lie between {low} and {high}.</source>
        <translation>{low}에서 {high} 사이여야 합니다.</translation>
    </message>
    <message>
        <source>The format cannot be used</source>
        <translation>형식을 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>The format of the answer cannot be used: {problem}.</source>
        <translation>답변 형식을 사용할 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Change the grammar or the schema, or ask without one.</source>
        <translation>문법이나 스키마를 고치거나, 형식 없이 질문하세요.</translation>
    </message>
    <message>
        <source>Adapter file not found</source>
        <translation>어댑터 파일을 찾을 수 없습니다</translation>
    </message>
    <message>
        <source>The adapter file “{name}” is not there.</source>
        <translation>어댑터 파일 “{name}”이(가) 없습니다.</translation>
    </message>
    <message>
        <source>It may have been moved or deleted: choose it again, or answer without it.</source>
        <translation>옮겨졌거나 삭제되었을 수 있습니다. 다시 선택하거나 어댑터 없이 답변을 받으세요.</translation>
    </message>
    <message>
        <source>Adapter cannot be used</source>
        <translation>어댑터를 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>“{name}” cannot be used as an adapter: {problem}.</source>
        <translation>“{name}”을(를) 어댑터로 사용할 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Choose a LoRA adapter or a control vector in GGUF format, or answer without one.</source>
        <translation>GGUF 형식의 LoRA 어댑터나 제어 벡터를 선택하거나, 어댑터 없이 답변을 받으세요.</translation>
    </message>
    <message>
        <source>Adapter of another model</source>
        <translation>다른 모델의 어댑터입니다</translation>
    </message>
    <message>
        <source>The adapter “{name}” was made for another model.</source>
        <translation>어댑터 “{name}”은(는) 다른 모델용으로 만들어졌습니다.</translation>
    </message>
    <message>
        <source>Load the model that it was made for, or answer without it.</source>
        <translation>그 어댑터가 만들어진 모델을 불러오거나, 어댑터 없이 답변을 받으세요.</translation>
    </message>
    <message>
        <source>Setting not accepted</source>
        <translation>설정을 적용할 수 없습니다</translation>
    </message>
    <message>
        <source>{key} cannot be “{value}”: {problem}.</source>
        <translation>{key}에는 “{value}”을(를) 쓸 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Run snug --help-settings to see every setting and its range.</source>
        <translation>snug --help-settings로 모든 설정과 범위를 확인하세요.</translation>
    </message>
    <message>
        <source>Setting not saved</source>
        <translation>설정을 저장하지 못했습니다</translation>
    </message>
    <message>
        <source>Your choice holds for now, but could not be saved in {folder}.</source>
        <translation>지금은 적용되지만 {folder}에 저장하지 못했습니다.</translation>
    </message>
    <message>
        <source>Check that the disk has room and the folder is yours, then choose again.</source>
        <translation>디스크 공간과 폴더 권한을 확인한 뒤 다시 선택하세요.</translation>
    </message>
    <message>
        <source>Cannot be downloaded from here</source>
        <translation>여기서 내려받을 수 없습니다</translation>
    </message>
    <message>
        <source>“{name}” comes from a model hub, which this version does not reach.</source>
        <translation>“{name}”은(는) 모델 허브에 있으며 이 버전은 연결하지 않습니다.</translation>
    </message>
    <message>
        <source>Download the GGUF file yourself and open it with Snug.</source>
        <translation>GGUF 파일을 직접 받아 Snug에서 여세요.</translation>
    </message>
    <message>
        <source>The model was refused</source>
        <translation>모델을 거부했습니다</translation>
    </message>
    <message>
        <source>The chat template inside “{name}” never finishes.</source>
        <translation>“{name}”의 대화 템플릿이 끝나지 않습니다.</translation>
    </message>
    <message>
        <source>Choose another model: this file is broken or hostile.</source>
        <translation>다른 모델을 선택하세요. 이 파일은 망가졌거나 악의적으로 만들어졌습니다.</translation>
    </message>
    <message>
        <source>Unknown model</source>
        <translation>알 수 없는 모델입니다</translation>
    </message>
    <message>
        <source>There is no model or file named “{name}”.</source>
        <translation>“{name}”(이)라는 모델이나 파일이 없습니다.</translation>
    </message>
    <message>
        <source>Run snug models list to see the models, or give the path of a GGUF file.</source>
        <translation>snug models list로 모델을 확인하거나 GGUF 파일의 경로를 입력하세요.</translation>
    </message>
    <message>
        <source>Not understood</source>
        <translation>알 수 없는 입력입니다</translation>
    </message>
    <message>
        <source>{problem}.</source>
        <translation>{problem}.</translation>
    </message>
    <message>
        <source>Run snug --help to see what is possible.</source>
        <translation>snug --help로 사용법을 확인하세요.</translation>
    </message>
    <message>
        <source>The model gave no usable result</source>
        <translation>모델이 쓸 수 없는 결과를 냈습니다</translation>
    </message>
    <message>
        <source>The model gave no usable result for text number {place}.</source>
        <translation>{place}번째 글에 대해 모델이 쓸 수 없는 결과를 냈습니다.</translation>
    </message>
    <message>
        <source>Choose another model: this file is probably damaged.</source>
        <translation>다른 모델을 선택하세요. 이 파일은 손상되었을 수 있습니다.</translation>
    </message>
    <message>
        <source>The file is not the published one</source>
        <translation>공개된 파일과 다릅니다</translation>
    </message>
    <message>
        <source>“{name}” differs from the published file and was discarded.</source>
        <translation>“{name}”이(가) 공개된 파일과 달라 폐기했습니다.</translation>
    </message>
    <message>
        <source>Try again; if it happens twice, do not use that source.</source>
        <translation>다시 시도하세요. 두 번 반복되면 그 출처를 쓰지 마세요.</translation>
    </message>
    <message>
        <source>The window cannot open</source>
        <translation>창을 열 수 없습니다</translation>
    </message>
    <message>
        <source>A system library that the window needs is missing: {library}.</source>
        <translation>창에 필요한 시스템 라이브러리가 없습니다: {library}.</translation>
    </message>
    <message>
        <source>Run python3 run.py, which installs it or prints the command that does.</source>
        <translation>python3 run.py를 실행하면 설치하거나 필요한 명령을 알려 줍니다.</translation>
    </message>
    <message>
        <source>Memory: {total} ({weights} weights, {context} context, {working} working space)</source>
        <translation>메모리: {total} (가중치 {weights}, 컨텍스트 {context}, 작업 공간 {working})</translation>
    </message>
    <message>
        <source>Memory does not allow a context of {wanted} tokens.</source>
        <translation>메모리가 부족해 {wanted}토큰 컨텍스트를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>This model's context cannot be compressed; it is kept as f16.</source>
        <translation>이 모델의 컨텍스트는 압축할 수 없어 f16으로 유지합니다.</translation>
    </message>
    <message>
        <source>Context of {tokens} tokens</source>
        <translation>컨텍스트 {tokens}토큰</translation>
    </message>
    <message>
        <source>Compress context</source>
        <translation>컨텍스트 압축</translation>
    </message>
    <message>
        <source>{layers} layers on the GPU</source>
        <translation>GPU에 레이어 {layers}개</translation>
    </message>
    <message>
        <source>Without the GPU</source>
        <translation>GPU 없이</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>{name} 사용</translation>
    </message>
    <message>
        <source>Load anyway</source>
        <translation>그래도 불러오기</translation>
    </message>
    <message>
        <source>Not tried again</source>
        <translation>다시 시도하지 않았습니다</translation>
    </message>
    <message>
        <source>Loading “{name}” with these settings failed before, so it was not tried again.</source>
        <translation>이 설정으로 “{name}”을(를) 불러오다 실패한 적이 있어 다시 시도하지 않았습니다.</translation>
    </message>
    <message>
        <source>Change a setting, choose another model, or load it anyway.</source>
        <translation>설정을 바꾸거나 다른 모델을 선택하거나 그래도 불러오세요.</translation>
    </message>
    <message>
        <source>The conversation is read again</source>
        <translation>대화를 다시 읽습니다</translation>
    </message>
    <message>
        <source>What the model kept of this conversation does not fit it any more.</source>
        <translation>모델이 보관해 둔 이 대화의 내용이 더 이상 맞지 않습니다.</translation>
    </message>
    <message>
        <source>Send your message: the model reads the conversation again, which takes longer once.</source>
        <translation>메시지를 보내세요. 모델이 대화를 다시 읽느라 한 번만 더 오래 걸립니다.</translation>
    </message>
    <message>
        <source>The draft model does not fit</source>
        <translation>초안 모델이 맞지 않습니다</translation>
    </message>
    <message>
        <source>“{draft}” cannot write ahead for “{name}”: they split text differently.</source>
        <translation>“{draft}”은(는) “{name}”의 초안을 쓸 수 없습니다. 글을 나누는 방식이 다릅니다.</translation>
    </message>
    <message>
        <source>Choose a smaller model of the same family, or use none.</source>
        <translation>같은 계열의 더 작은 모델을 선택하거나 사용하지 마세요.</translation>
    </message>
    <message>
        <source>Style of answers</source>
        <translation>답변 스타일</translation>
    </message>
    <message>
        <source>As suits the model</source>
        <translation>모델에 맞게</translation>
    </message>
    <message>
        <source>about {words} words a second here</source>
        <translation>이 컴퓨터에서 1초에 약 {words}단어</translation>
    </message>
    <message>
        <source>slow on this computer</source>
        <translation>이 컴퓨터에서는 느림</translation>
    </message>
    <message>
        <source>Precise</source>
        <translation>정확한</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>균형 있는</translation>
    </message>
    <message>
        <source>Creative</source>
        <translation>창의적인</translation>
    </message>
    <message>
        <source>Tools not accepted</source>
        <translation>도구를 받아들일 수 없습니다</translation>
    </message>
    <message>
        <source>The tools cannot be used: {problem}.</source>
        <translation>도구를 사용할 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Correct them, or ask without tools.</source>
        <translation>도구를 고치거나 도구 없이 질문하세요.</translation>
    </message>
    <message>
        <source>This model knows no tools</source>
        <translation>도구를 모르는 모델입니다</translation>
    </message>
    <message>
        <source>The chat template of this model has no place for tools.</source>
        <translation>이 모델의 대화 템플릿에는 도구를 넣을 자리가 없습니다.</translation>
    </message>
    <message>
        <source>Ask without tools, or choose a model that was made to call them.</source>
        <translation>도구 없이 질문하거나 도구를 호출할 수 있는 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>Thoughts</source>
        <translation>생각</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>생각 중…</translation>
    </message>
    <message>
        <source>Thought for {seconds} s</source>
        <translation>{seconds}초 동안 생각함</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Deleted.</source>
        <translation>삭제했습니다.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Undo the deletion</source>
        <translation>삭제 취소</translation>
    </message>
    <message>
        <source>Search conversations</source>
        <translation>대화 검색</translation>
    </message>
    <message>
        <source>Search results</source>
        <translation>검색 결과</translation>
    </message>
    <message>
        <source>Nothing matches “{query}”.</source>
        <translation>“{query}”에 맞는 내용이 없습니다.</translation>
    </message>
    <message>
        <source>Keep my conversations…</source>
        <translation>대화 저장하기…</translation>
    </message>
    <message>
        <source>Kept, encrypted</source>
        <translation>암호화됨</translation>
    </message>
    <message>
        <source>Conversations are kept on this computer, encrypted with your passphrase.</source>
        <translation>대화는 암호문구로 암호화되어 이 컴퓨터에 저장됩니다.</translation>
    </message>
    <message>
        <source>Kept without a passphrase</source>
        <translation>암호문구 없음</translation>
    </message>
    <message>
        <source>Conversations are kept on this computer. Anyone who can use this account can read them.</source>
        <translation>대화가 이 컴퓨터에 저장됩니다. 이 계정을 쓸 수 있는 사람은 누구나 읽을 수 있습니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>마침</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>나중에</translation>
    </message>
    <message>
        <source>Please wait</source>
        <translation>잠시 기다려 주세요</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>암호문구</translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <translation>암호문구 다시 입력</translation>
    </message>
    <message>
        <source>Present passphrase</source>
        <translation>현재 암호문구</translation>
    </message>
    <message>
        <source>Show what I type</source>
        <translation>입력 내용 표시</translation>
    </message>
    <message>
        <source>Caps Lock seems to be on.</source>
        <translation>Caps Lock이 켜져 있는 것 같습니다.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>두 암호문구가 다릅니다.</translation>
    </message>
    <message>
        <source>This conversation is in memory only and gone when you close Snug. Snug can keep it, encrypted.</source>
        <translation>이 대화는 메모리에만 있으며 Snug를 닫으면 사라집니다. 암호화하여 저장할 수 있습니다.</translation>
    </message>
    <message>
        <source>Keep my conversations</source>
        <translation>대화 저장하기</translation>
    </message>
    <message>
        <source>Conversations, drafts and what is searched in them are encrypted on this computer. Without the passphrase or the recovery code nobody can open them again, nor can we.</source>
        <translation>대화와 초안, 검색 색인이 이 컴퓨터에서 암호화됩니다. 암호문구나 복구 코드가 없으면 저희를 포함해 누구도 다시 열 수 없습니다.</translation>
    </message>
    <message>
        <source>Without a passphrase</source>
        <translation>암호문구 없이</translation>
    </message>
    <message>
        <source>Anyone who can use this account, or reads this disk, can read everything.</source>
        <translation>이 계정을 쓸 수 있거나 이 디스크를 읽을 수 있는 사람은 누구나 모든 내용을 읽을 수 있습니다.</translation>
    </message>
    <message>
        <source>Encrypt and keep</source>
        <translation>암호화하여 저장</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>복구 코드</translation>
    </message>
    <message>
        <source>If you forget your passphrase, this code opens your conversations. It is shown only now. Write it down or print it, and keep it away from this computer.</source>
        <translation>암호문구를 잊었을 때 이 코드로 대화를 열 수 있습니다. 코드는 지금 한 번만 표시됩니다. 적거나 인쇄하여 이 컴퓨터와 떨어진 곳에 보관하세요.</translation>
    </message>
    <message>
        <source>I have kept it</source>
        <translation>보관했습니다</translation>
    </message>
    <message>
        <source>Copied. Snug takes it off the clipboard when it locks.</source>
        <translation>복사했습니다. Snug가 잠길 때 클립보드에서 지웁니다.</translation>
    </message>
    <message>
        <source>Keep the code first, then tick the box: nobody can show it again.</source>
        <translation>먼저 코드를 보관한 뒤 확인란을 선택하세요. 누구도 다시 보여 드릴 수 없습니다.</translation>
    </message>
    <message>
        <source>You had not yet confirmed that you kept your recovery code. Make a new one?</source>
        <translation>복구 코드를 보관했는지 아직 확인하지 않았습니다. 새로 만들까요?</translation>
    </message>
    <message>
        <source>Save to a file…</source>
        <translation>파일로 저장…</translation>
    </message>
    <message>
        <source>Recovery code for Snug</source>
        <translation>Snug 복구 코드</translation>
    </message>
    <message>
        <source>Whoever has this code can open the conversations. Keep it off this computer.</source>
        <translation>이 코드를 가진 사람은 대화를 열 수 있습니다. 이 컴퓨터 밖에 보관하세요.</translation>
    </message>
    <message>
        <source>Saved. Move the file to another place, away from this computer.</source>
        <translation>저장했습니다. 파일을 이 컴퓨터 밖의 다른 곳으로 옮기세요.</translation>
    </message>
    <message>
        <source>The file could not be written. Choose another place.</source>
        <translation>파일을 쓸 수 없습니다. 다른 위치를 선택하세요.</translation>
    </message>
    <message>
        <source>New recovery code…</source>
        <translation>새 복구 코드…</translation>
    </message>
    <message>
        <source>New recovery code</source>
        <translation>새 복구 코드</translation>
    </message>
    <message>
        <source>The code you have now opens nothing any more once there is a new one.</source>
        <translation>새 코드를 만들면 지금 가진 코드로는 더 이상 열 수 없습니다.</translation>
    </message>
    <message>
        <source>Make a code</source>
        <translation>코드 만들기</translation>
    </message>
    <message>
        <source>Change passphrase…</source>
        <translation>암호문구 변경…</translation>
    </message>
    <message>
        <source>Change passphrase</source>
        <translation>암호문구 변경</translation>
    </message>
    <message>
        <source>Your recovery code stays valid. A backup made earlier still opens with the old passphrase.</source>
        <translation>복구 코드는 계속 쓸 수 있습니다. 이전에 만든 백업은 여전히 예전 암호문구로 열립니다.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>Lock now</source>
        <translation>지금 잠그기</translation>
    </message>
    <message>
        <source>Erase everything…</source>
        <translation>모두 지우기…</translation>
    </message>
    <message>
        <source>Erase everything</source>
        <translation>모두 지우기</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>This destroys the keys of your vault and everything in it: all conversations and drafts. It cannot be undone. Models and settings stay.</source>
        <translation>금고의 열쇠와 그 안의 모든 것, 곧 모든 대화와 초안을 없앱니다. 되돌릴 수 없습니다. 모델과 설정은 남습니다.</translation>
    </message>
    <message>
        <source>It cannot reach copies and backups elsewhere, nor what an SSD still holds in cells it has put aside. Those stay encrypted and open only with an old key file and its passphrase.</source>
        <translation>다른 곳의 사본과 백업, 그리고 SSD가 따로 치워 둔 영역에 남은 내용까지는 지울 수 없습니다. 그것들은 암호화된 채로 남으며, 예전 열쇠 파일과 그 암호문구로만 열립니다.</translation>
    </message>
    <message>
        <source>erase</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>Type “{word}” to go on.</source>
        <translation>계속하려면 “{word}”을(를) 입력하세요.</translation>
    </message>
    <message>
        <source>Snug is locked</source>
        <translation>Snug가 잠겨 있습니다</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>여는 중…</translation>
    </message>
    <message>
        <source>Locking…</source>
        <translation>잠그는 중…</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>잠금 해제</translation>
    </message>
    <message>
        <source>Your conversations are encrypted. Enter your passphrase.</source>
        <translation>대화가 암호화되어 있습니다. 암호문구를 입력하세요.</translation>
    </message>
    <message>
        <source>Enter your recovery code. Capitals and dashes do not matter.</source>
        <translation>복구 코드를 입력하세요. 대소문자와 하이픈은 상관없습니다.</translation>
    </message>
    <message>
        <source>Use the recovery code instead</source>
        <translation>복구 코드로 열기</translation>
    </message>
    <message>
        <source>Use the passphrase instead</source>
        <translation>암호문구로 열기</translation>
    </message>
    <message>
        <source>Next attempt in {seconds} s</source>
        <translation>{seconds}초 뒤에 다시 시도할 수 있습니다</translation>
    </message>
    <message>
        <source>Weak: quickly guessed</source>
        <translation>약함: 금방 알아낼 수 있음</translation>
    </message>
    <message>
        <source>Fair: stands for a while</source>
        <translation>보통: 얼마간 버팀</translation>
    </message>
    <message>
        <source>Good: hard to guess</source>
        <translation>좋음: 알아내기 어려움</translation>
    </message>
    <message>
        <source>Strong: out of reach of guessing</source>
        <translation>강함: 추측으로는 알아낼 수 없음</translation>
    </message>
    <message>
        <source>Nothing could be read from it</source>
        <translation>읽을 수 있는 내용이 없습니다</translation>
    </message>
    <message>
        <source>Snug cannot read conversations from {file}: {problem}.</source>
        <translation>Snug가 {file}에서 대화를 읽을 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Choose the export of ChatGPT, Claude, Open WebUI, LM Studio, Jan, GPT4All or llama.cpp.</source>
        <translation>ChatGPT, Claude, Open WebUI, LM Studio, Jan, GPT4All 또는 llama.cpp의 내보내기 파일을 선택하세요.</translation>
    </message>
    <message>
        <source>This backup cannot be used</source>
        <translation>이 백업은 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>{file} is not a whole backup of a Snug vault: {problem}.</source>
        <translation>{file}은(는) 온전한 Snug 금고 백업이 아닙니다: {problem}.</translation>
    </message>
    <message>
        <source>Choose another backup. Nothing was changed.</source>
        <translation>다른 백업을 선택하세요. 바뀐 것은 없습니다.</translation>
    </message>
    <message>
        <source>Something else lies there</source>
        <translation>그 자리에 다른 것이 있습니다</translation>
    </message>
    <message>
        <source>{file} is not a backup of this vault.</source>
        <translation>{file}은(는) 이 금고의 백업이 아닙니다.</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>디스크가 가득 찼습니다</translation>
    </message>
    <message>
        <source>There is no room to keep this: the disk with {folder} is full.</source>
        <translation>저장할 공간이 없습니다. {folder}이(가) 있는 디스크가 가득 찼습니다.</translation>
    </message>
    <message>
        <source>Free some space; what you wrote is still in the window.</source>
        <translation>공간을 확보하세요. 입력한 내용은 아직 창에 있습니다.</translation>
    </message>
    <message>
        <source>The vault cannot be written</source>
        <translation>금고에 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>Snug may not write in {folder}.</source>
        <translation>Snug는 {folder}에 쓸 권한이 없습니다.</translation>
    </message>
    <message>
        <source>Check whom the folder belongs to and whether its disk is read-only, then try again.</source>
        <translation>폴더의 소유자가 누구인지, 디스크가 읽기 전용은 아닌지 확인한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>This folder is gone</source>
        <translation>이 폴더는 이제 없습니다</translation>
    </message>
    <message>
        <source>The folder was removed meanwhile.</source>
        <translation>그사이에 폴더가 없어졌습니다.</translation>
    </message>
    <message>
        <source>Choose another folder. What was in it is still there.</source>
        <translation>다른 폴더를 선택하세요. 폴더에 있던 대화는 그대로 있습니다.</translation>
    </message>
    <message>
        <source>A folder needs a name</source>
        <translation>폴더에는 이름이 있어야 합니다</translation>
    </message>
    <message>
        <source>There is no letter in this name.</source>
        <translation>이 이름에는 글자가 없습니다.</translation>
    </message>
    <message>
        <source>Write at least one character that can be seen.</source>
        <translation>보이는 글자를 하나 이상 쓰세요.</translation>
    </message>
    <message>
        <source>There is a folder of that name</source>
        <translation>같은 이름의 폴더가 있습니다</translation>
    </message>
    <message>
        <source>There is already a folder “{name}” in this place.</source>
        <translation>이 자리에는 이미 “{name}” 폴더가 있습니다.</translation>
    </message>
    <message>
        <source>Choose another name, or put the conversations into that one.</source>
        <translation>다른 이름을 선택하거나, 대화를 그 폴더에 넣으세요.</translation>
    </message>
    <message>
        <source>A folder cannot lie inside itself</source>
        <translation>폴더는 자기 안에 있을 수 없습니다</translation>
    </message>
    <message>
        <source>“{name}” cannot be moved into a folder that lies in it.</source>
        <translation>“{name}” 폴더는 그 안에 있는 폴더로 옮길 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose a folder outside of it.</source>
        <translation>그 바깥의 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>Old conversations wait for the clock</source>
        <translation>오래된 대화의 삭제를 미뤘습니다</translation>
    </message>
    <message>
        <source>The clock of this computer is {days} days further than when Snug was last used. Conversations that are old by it ({count}) are not deleted yet.</source>
        <translation>이 컴퓨터의 시계가 Snug를 마지막으로 썼을 때보다 {days}일 앞서 있습니다. 이 시계로는 오래된 대화({count}개)를 아직 삭제하지 않았습니다.</translation>
    </message>
    <message>
        <source>If the date is right, there is nothing to do: they are deleted after a day.</source>
        <translation>날짜가 맞으면 그대로 두세요. 하루 뒤에 삭제됩니다.</translation>
    </message>
    <message>
        <source>The clock of this computer was set back. Conversations that are old by it ({count}) are not deleted yet.</source>
        <translation>이 컴퓨터의 시계가 뒤로 돌아갔습니다. 이 시계로는 오래된 대화({count}개)를 아직 삭제하지 않았습니다.</translation>
    </message>
    <message>
        <source>Snug does not know the clock of this computer long enough. Conversations that are old by it ({count}) are not deleted yet.</source>
        <translation>Snug가 이 컴퓨터의 시계를 아직 충분히 지켜보지 못했습니다. 이 시계로는 오래된 대화({count}개)를 아직 삭제하지 않았습니다.</translation>
    </message>
    <message>
        <source>This conversation is gone</source>
        <translation>이 대화는 이제 없습니다</translation>
    </message>
    <message>
        <source>It was deleted meanwhile, perhaps by another program that uses this vault.</source>
        <translation>그사이에, 아마도 이 금고를 쓰는 다른 프로그램에서 삭제되었습니다.</translation>
    </message>
    <message>
        <source>Begin a new conversation; what you wrote is still here.</source>
        <translation>새 대화를 시작하세요. 입력한 글은 그대로 남아 있습니다.</translation>
    </message>
    <message>
        <source>The vault is in use</source>
        <translation>금고가 사용 중입니다</translation>
    </message>
    <message>
        <source>Another program, perhaps a second Snug, keeps the vault busy.</source>
        <translation>다른 프로그램, 아마도 또 하나의 Snug가 금고를 쓰고 있습니다.</translation>
    </message>
    <message>
        <source>Close it, then try again.</source>
        <translation>그 프로그램을 닫고 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Made by a newer Snug</source>
        <translation>더 새로운 Snug에서 만든 것입니다</translation>
    </message>
    <message>
        <source>This vault was used with a newer release of Snug (schema {found}, here {known}).</source>
        <translation>이 금고는 더 새로운 Snug에서 사용되었습니다(스키마 {found}, 여기서는 {known}).</translation>
    </message>
    <message>
        <source>Install the newer release. Nothing was changed.</source>
        <translation>더 새로운 버전을 설치하세요. 바뀐 것은 없습니다.</translation>
    </message>
    <message>
        <source>The history is damaged</source>
        <translation>대화 기록이 손상되었습니다</translation>
    </message>
    <message>
        <source>A part of the encrypted history in {file} cannot be read any more.</source>
        <translation>{file}에 있는 암호화된 기록의 일부를 더 이상 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>The history is missing</source>
        <translation>대화 기록이 없습니다</translation>
    </message>
    <message>
        <source>The vault's keys are there, but its history, {file}, is missing or empty.</source>
        <translation>금고의 열쇠는 있지만 대화 기록 {file}이(가) 없거나 비어 있습니다.</translation>
    </message>
    <message>
        <source>Restore a backup with snug vault restore. Nothing was made in its place.</source>
        <translation>snug vault restore 명령으로 백업을 복원하세요. 그 자리에 새로 만든 것은 없습니다.</translation>
    </message>
    <message>
        <source>The key file is damaged</source>
        <translation>열쇠 파일이 손상되었습니다</translation>
    </message>
    <message>
        <source>The file with the vault's keys, {file}, is damaged. Your history is untouched.</source>
        <translation>금고의 열쇠가 든 파일 {file}이(가) 손상되었습니다. 대화 기록은 그대로입니다.</translation>
    </message>
    <message>
        <source>Put it back from {backup} or from a backup, then try again.</source>
        <translation>{backup} 파일이나 백업에서 되돌려 놓은 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The key file is missing</source>
        <translation>열쇠 파일이 없습니다</translation>
    </message>
    <message>
        <source>Your history is there, but the file with its keys, {file}, is not.</source>
        <translation>대화 기록은 있지만 열쇠가 든 파일 {file}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>Put {file} back from a copy or a backup. Without it nobody can read the history.</source>
        <translation>사본이나 백업에서 {file}을(를) 되돌려 놓으세요. 이 파일이 없으면 누구도 기록을 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>There is no vault yet</source>
        <translation>아직 금고가 없습니다</translation>
    </message>
    <message>
        <source>Nothing is kept yet: there is no vault in {folder}.</source>
        <translation>아직 저장된 것이 없습니다. {folder}에 금고가 없습니다.</translation>
    </message>
    <message>
        <source>Make one with snug vault create, or in the window's menu.</source>
        <translation>snug vault create 명령이나 창의 메뉴에서 만드세요.</translation>
    </message>
    <message>
        <source>There is a vault already</source>
        <translation>금고가 이미 있습니다</translation>
    </message>
    <message>
        <source>There is a vault, or a part of one, in {folder}.</source>
        <translation>{folder}에 금고나 그 일부가 있습니다.</translation>
    </message>
    <message>
        <source>Unlock it, or move that folder away first. Nothing was changed.</source>
        <translation>잠금을 해제하거나 먼저 그 폴더를 다른 곳으로 옮기세요. 바뀐 것은 없습니다.</translation>
    </message>
    <message>
        <source>Choose another passphrase</source>
        <translation>다른 암호문구를 정하세요</translation>
    </message>
    <message>
        <source>This passphrase cannot be used: {problem}.</source>
        <translation>이 암호문구는 쓸 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>A few words that do not belong together are easy to keep and hard to guess.</source>
        <translation>서로 관계없는 단어 몇 개는 외우기 쉽고 알아내기 어렵습니다.</translation>
    </message>
    <message>
        <source>A typing error</source>
        <translation>잘못 입력했습니다</translation>
    </message>
    <message>
        <source>This is not a recovery code as Snug writes them: a character is wrong or missing.</source>
        <translation>Snug의 복구 코드가 아닙니다. 글자가 틀렸거나 빠졌습니다.</translation>
    </message>
    <message>
        <source>Compare it with the code you kept; capitals and dashes do not matter.</source>
        <translation>보관한 코드와 비교해 보세요. 대소문자와 하이픈은 상관없습니다.</translation>
    </message>
    <message>
        <source>That does not open it</source>
        <translation>열리지 않습니다</translation>
    </message>
    <message>
        <source>The vault does not open with this.</source>
        <translation>입력한 내용으로는 금고가 열리지 않습니다.</translation>
    </message>
    <message>
        <source>Check the keyboard and try again, or use your recovery code.</source>
        <translation>한/영 키와 Caps Lock을 확인하고 다시 시도하거나, 복구 코드를 사용하세요.</translation>
    </message>
    <message>
        <source>The vault is locked</source>
        <translation>금고가 잠겨 있습니다</translation>
    </message>
    <message>
        <source>Your conversations are encrypted, and the vault is locked.</source>
        <translation>대화가 암호화되어 있고 금고가 잠겨 있습니다.</translation>
    </message>
    <message>
        <source>Unlock it with your passphrase, or ask with --temporary, which keeps nothing.</source>
        <translation>암호문구로 잠금을 해제하거나, 아무것도 남기지 않는 --temporary로 질문하세요.</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>새 암호문구</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>The export was not written</source>
        <translation>내보내지 못했습니다</translation>
    </message>
    <message>
        <source>Snug could not write {file}: {problem}.</source>
        <translation>{file}을(를) 쓸 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space, then try again.</source>
        <translation>다른 폴더를 선택하거나 공간을 확보한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>There is a file of that name</source>
        <translation>같은 이름의 파일이 있습니다</translation>
    </message>
    <message>
        <source>There is already something named {file}.</source>
        <translation>{file}(이)라는 이름이 이미 있습니다.</translation>
    </message>
    <message>
        <source>Choose another name, or say that it is to be replaced. Nothing was changed.</source>
        <translation>다른 이름을 선택하거나, 기존 파일을 바꾸도록 하세요. 바뀐 것은 없습니다.</translation>
    </message>
    <message>
        <source>This installation cannot keep a secret</source>
        <translation>이 설치본으로는 암호화할 수 없습니다</translation>
    </message>
    <message>
        <source>The database library that was found cannot be used for a vault: {problem}.</source>
        <translation>찾은 데이터베이스 라이브러리는 금고에 쓸 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Install Snug again with its own libraries. Nothing was written.</source>
        <translation>Snug를 자체 라이브러리와 함께 다시 설치하세요. 기록한 것은 없습니다.</translation>
    </message>
    <message>
        <source>Not enough memory to unlock</source>
        <translation>잠금을 해제할 메모리가 부족합니다</translation>
    </message>
    <message>
        <source>Turning a passphrase into a key takes {mib} MiB of memory, which is not free now.</source>
        <translation>암호문구를 열쇠로 바꾸려면 메모리 {mib} MiB가 필요하지만 지금은 부족합니다.</translation>
    </message>
    <message>
        <source>Close a program or unload the model, then try again.</source>
        <translation>다른 프로그램을 닫거나 모델을 내린 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The key file cannot be read</source>
        <translation>열쇠 파일을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>Snug may not read the file with the vault's keys, {file}.</source>
        <translation>금고의 열쇠가 든 파일 {file}을(를) 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>Check whom it belongs to, then try again.</source>
        <translation>누구의 파일인지 확인한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Cut off when Snug ended</source>
        <translation>Snug가 종료되면서 끊겼습니다</translation>
    </message>
    <message>
        <source>Bring in conversations…</source>
        <translation>대화 가져오기…</translation>
    </message>
    <message>
        <source>Exports of other programs (*.json *.jsonl *.zip *.chat);;All files (*)</source>
        <translation>다른 프로그램의 내보내기 (*.json *.jsonl *.zip *.chat);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>{count} conversations were brought in.</source>
        <translation>대화 {count}개를 가져왔습니다.</translation>
    </message>
    <message>
        <source>{count} were here already.</source>
        <translation>{count}개는 이미 있었습니다.</translation>
    </message>
    <message>
        <source>{count} are damaged and were left out.</source>
        <translation>{count}개는 손상되어 제외했습니다.</translation>
    </message>
    <message>
        <source>Export all conversations…</source>
        <translation>모든 대화 내보내기…</translation>
    </message>
    <message>
        <source>Export this conversation…</source>
        <translation>이 대화 내보내기…</translation>
    </message>
    <message>
        <source>Written. The file is not encrypted: whoever gets it can read it.</source>
        <translation>저장했습니다. 이 파일은 암호화되지 않아 받은 사람은 누구나 읽을 수 있습니다.</translation>
    </message>
    <message>
        <source>Back up everything…</source>
        <translation>모두 백업…</translation>
    </message>
    <message>
        <source>Backups (*.snugbackup)</source>
        <translation>백업 (*.snugbackup)</translation>
    </message>
    <message>
        <source>Written and checked. The backup is encrypted: your passphrase of today opens it.</source>
        <translation>저장하고 확인했습니다. 백업은 암호화되어 있으며 지금의 암호문구로 열립니다.</translation>
    </message>
    <message>
        <source>No keychain here</source>
        <translation>사용할 키체인이 없습니다</translation>
    </message>
    <message>
        <source>This computer offers no keychain that Snug can use, or it does not answer.</source>
        <translation>이 컴퓨터에 Snug가 쓸 수 있는 키체인이 없거나 키체인이 응답하지 않습니다.</translation>
    </message>
    <message>
        <source>Go on with your passphrase; nothing was changed.</source>
        <translation>계속 암호문구를 사용하세요. 바뀐 것은 없습니다.</translation>
    </message>
    <message>
        <source>The keychain said no</source>
        <translation>키체인이 거부했습니다</translation>
    </message>
    <message>
        <source>This computer's keychain is locked, or it did not let Snug use it.</source>
        <translation>이 컴퓨터의 키체인이 잠겨 있거나 Snug의 사용을 허용하지 않았습니다.</translation>
    </message>
    <message>
        <source>Go on with your passphrase, or unlock the keychain and try again.</source>
        <translation>계속 암호문구를 사용하거나, 키체인을 연 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The keychain no longer opens it</source>
        <translation>키체인으로는 더 이상 열리지 않습니다</translation>
    </message>
    <message>
        <source>This computer's keychain does not hold the key to this vault.</source>
        <translation>이 컴퓨터의 키체인에 이 금고의 열쇠가 없습니다.</translation>
    </message>
    <message>
        <source>Type your passphrase. Then turn the keychain on again, or off.</source>
        <translation>암호문구를 입력하세요. 그다음 키체인을 다시 켜거나 끄세요.</translation>
    </message>
    <message>
        <source>Nothing could be rescued</source>
        <translation>되살릴 수 있는 것이 없습니다</translation>
    </message>
    <message>
        <source>Not one conversation in {file} can be read any more.</source>
        <translation>{file}에서 읽을 수 있는 대화가 하나도 없습니다.</translation>
    </message>
    <message>
        <source>Restore a backup with snug vault restore. Nothing was changed.</source>
        <translation>snug vault restore 명령으로 백업을 복원하세요. 바뀐 것은 없습니다.</translation>
    </message>
    <message>
        <source>Restore a backup, or rescue what can be read with snug vault rescue.</source>
        <translation>백업을 복원하거나, snug vault rescue 명령으로 읽을 수 있는 부분을 되살리세요.</translation>
    </message>
    <message>
        <source>Pictures cannot be read here</source>
        <translation>여기서는 이미지를 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>What reads the text of pictures is not installed.</source>
        <translation>이미지 속 글자를 읽는 프로그램이 설치되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Install snug-chat[pictures] and Tesseract's data for your languages, then try again.</source>
        <translation>snug-chat[pictures]와 사용하는 언어의 Tesseract 데이터를 설치한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Documents cannot be read now</source>
        <translation>지금은 문서를 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>The part of Snug that reads documents did not start.</source>
        <translation>문서를 읽는 Snug의 구성 요소가 시작되지 않았습니다.</translation>
    </message>
    <message>
        <source>Try again; if it stays so, install Snug anew. The report says why it ended.</source>
        <translation>다시 시도하세요. 계속되면 Snug를 다시 설치하세요. 종료된 까닭은 보고서에 있습니다.</translation>
    </message>
    <message>
        <source>This file was not read</source>
        <translation>이 파일을 읽지 않았습니다</translation>
    </message>
    <message>
        <source>{file} was not read.</source>
        <translation>{file}을(를) 읽지 않았습니다.</translation>
    </message>
    <message>
        <source>Try again, or add another version of it.</source>
        <translation>다시 시도하거나 다른 버전을 추가하세요.</translation>
    </message>
    <message>
        <source>This file is gone</source>
        <translation>파일이 이제 없습니다</translation>
    </message>
    <message>
        <source>{file} is not there any more.</source>
        <translation>{file}이(가) 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>Look where it went, then add it again.</source>
        <translation>어디로 옮겨졌는지 확인한 뒤 다시 추가하세요.</translation>
    </message>
    <message>
        <source>Not an ordinary file</source>
        <translation>일반 파일이 아닙니다</translation>
    </message>
    <message>
        <source>{file} is not an ordinary file.</source>
        <translation>{file}은(는) 일반 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>Add the file that it leads to.</source>
        <translation>이 항목이 가리키는 파일을 추가하세요.</translation>
    </message>
    <message>
        <source>This file cannot be read</source>
        <translation>파일을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>The system does not let Snug read {file}.</source>
        <translation>Snug에는 {file}을(를) 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>Change who may read it, then try again.</source>
        <translation>읽기 권한을 바꾼 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>This file is empty</source>
        <translation>빈 파일입니다</translation>
    </message>
    <message>
        <source>There is nothing in {file}.</source>
        <translation>{file}에 내용이 없습니다.</translation>
    </message>
    <message>
        <source>Add it again when something is in it.</source>
        <translation>내용이 생기면 다시 추가하세요.</translation>
    </message>
    <message>
        <source>There is no text in it</source>
        <translation>텍스트가 없습니다</translation>
    </message>
    <message>
        <source>{file} holds no text, perhaps only pictures of it.</source>
        <translation>{file}에는 텍스트가 없습니다. 글자가 이미지로만 들어 있을 수 있습니다.</translation>
    </message>
    <message>
        <source>Let Snug read the pictures, or add a version with text.</source>
        <translation>이미지 속 글자를 읽게 하거나, 텍스트가 있는 버전을 추가하세요.</translation>
    </message>
    <message>
        <source>Protected with a password</source>
        <translation>비밀번호로 보호되어 있습니다</translation>
    </message>
    <message>
        <source>{file} is protected with a password.</source>
        <translation>{file}은(는) 비밀번호로 보호되어 있습니다.</translation>
    </message>
    <message>
        <source>Save a copy without the password, then add that.</source>
        <translation>비밀번호 없이 저장한 사본을 추가하세요.</translation>
    </message>
    <message>
        <source>This file is damaged</source>
        <translation>파일이 손상되었습니다</translation>
    </message>
    <message>
        <source>{file} is damaged.</source>
        <translation>{file}이(가) 손상되었습니다.</translation>
    </message>
    <message>
        <source>Open it in the program that made it, and save it again.</source>
        <translation>파일을 만든 프로그램에서 열어 다시 저장하세요.</translation>
    </message>
    <message>
        <source>This file is too large</source>
        <translation>파일이 너무 큽니다</translation>
    </message>
    <message>
        <source>{file} is larger than Snug reads.</source>
        <translation>{file}은(는) Snug가 읽는 크기를 넘습니다.</translation>
    </message>
    <message>
        <source>Divide it, then add the parts.</source>
        <translation>파일을 나누어 각각 추가하세요.</translation>
    </message>
    <message>
        <source>This file hides its size</source>
        <translation>크기를 숨긴 파일입니다</translation>
    </message>
    <message>
        <source>{file} would unpack to far more than it seems to hold.</source>
        <translation>{file}은(는) 압축을 풀면 보이는 것보다 훨씬 커집니다.</translation>
    </message>
    <message>
        <source>Do not open it unless you know where it comes from.</source>
        <translation>출처를 아는 파일이 아니라면 열지 마세요.</translation>
    </message>
    <message>
        <source>An unknown kind of file</source>
        <translation>알 수 없는 종류의 파일입니다</translation>
    </message>
    <message>
        <source>An archive that Snug does not open</source>
        <translation>Snug가 열지 않는 압축 파일입니다</translation>
    </message>
    <message>
        <source>Snug does not unpack archives such as {file}.</source>
        <translation>Snug는 {file} 같은 압축 파일을 풀지 않습니다.</translation>
    </message>
    <message>
        <source>Unpack it yourself, then add the folder; Snug opens zip and tar.</source>
        <translation>직접 압축을 푼 뒤 그 폴더를 추가하세요. Snug는 zip과 tar를 엽니다.</translation>
    </message>
    <message>
        <source>Snug does not know what kind of file {file} is.</source>
        <translation>{file}이(가) 어떤 종류의 파일인지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>Save it as PDF, Word or text, then add that.</source>
        <translation>PDF, Word 또는 텍스트로 저장한 뒤 추가하세요.</translation>
    </message>
    <message>
        <source>Data, not text</source>
        <translation>텍스트가 아니라 데이터입니다</translation>
    </message>
    <message>
        <source>{file} holds data and no text.</source>
        <translation>{file}에는 텍스트가 아니라 데이터가 들어 있습니다.</translation>
    </message>
    <message>
        <source>Only files with text can be searched.</source>
        <translation>텍스트가 있는 파일만 검색할 수 있습니다.</translation>
    </message>
    <message>
        <source>Unreadable characters</source>
        <translation>글자를 알아볼 수 없습니다</translation>
    </message>
    <message>
        <source>Snug cannot tell how the characters in {file} are written.</source>
        <translation>{file}의 글자 인코딩을 알 수 없습니다.</translation>
    </message>
    <message>
        <source>Save it as UTF-8, then add it again.</source>
        <translation>UTF-8로 저장한 뒤 다시 추가하세요.</translation>
    </message>
    <message>
        <source>Reading took too long</source>
        <translation>읽는 데 너무 오래 걸렸습니다</translation>
    </message>
    <message>
        <source>Reading {file} took too long and was stopped.</source>
        <translation>{file}을(를) 읽는 데 너무 오래 걸려 중지했습니다.</translation>
    </message>
    <message>
        <source>Save it as text or as another PDF, then add that.</source>
        <translation>텍스트나 다른 PDF로 저장한 뒤 추가하세요.</translation>
    </message>
    <message>
        <source>Reading took too much memory</source>
        <translation>읽는 데 메모리가 너무 많이 들었습니다</translation>
    </message>
    <message>
        <source>Reading {file} took too much memory and was stopped.</source>
        <translation>{file}을(를) 읽는 데 메모리가 너무 많이 들어 중지했습니다.</translation>
    </message>
    <message>
        <source>Divide it, or save it as text, then add that.</source>
        <translation>파일을 나누거나 텍스트로 저장한 뒤 추가하세요.</translation>
    </message>
    <message>
        <source>It could not be read safely</source>
        <translation>안전하게 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>{file} could not be read safely: the reader ended.</source>
        <translation>{file}을(를) 안전하게 읽을 수 없었습니다. 읽던 프로세스가 종료되었습니다.</translation>
    </message>
    <message>
        <source>Save it again in the program that made it, then add that.</source>
        <translation>파일을 만든 프로그램에서 다시 저장한 뒤 추가하세요.</translation>
    </message>
    <message>
        <source>It changed meanwhile</source>
        <translation>그사이에 바뀌었습니다</translation>
    </message>
    <message>
        <source>{file} changed while it was read.</source>
        <translation>{file}을(를) 읽는 동안 파일이 바뀌었습니다.</translation>
    </message>
    <message>
        <source>Add it again when nobody writes to it.</source>
        <translation>이 파일을 쓰는 프로그램이 없을 때 다시 추가하세요.</translation>
    </message>
    <message>
        <source>Reading was stopped</source>
        <translation>읽기를 중지했습니다</translation>
    </message>
    <message>
        <source>Reading {file} was stopped.</source>
        <translation>{file} 읽기를 중지했습니다.</translation>
    </message>
    <message>
        <source>Add it again when you want it.</source>
        <translation>필요할 때 다시 추가하세요.</translation>
    </message>
    <message>
        <source>Too much for one file</source>
        <translation>파일 하나에 담기에는 너무 큽니다</translation>
    </message>
    <message>
        <source>With its attachments this export is larger than {most}; it could not be read again.</source>
        <translation>첨부를 포함하면 이 내보내기가 {most}보다 커서 다시 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>Export fewer conversations at once, or make a backup, which holds everything.</source>
        <translation>한 번에 더 적은 대화를 내보내거나, 모든 것을 담는 백업을 만드세요.</translation>
    </message>
    <message>
        <source>Not attached</source>
        <translation>첨부하지 못했습니다</translation>
    </message>
    <message>
        <source>“{name}” is not there.</source>
        <translation>“{name}” 파일이 없습니다.</translation>
    </message>
    <message>
        <source>It may have been moved or deleted: choose it again.</source>
        <translation>옮겨졌거나 삭제되었을 수 있습니다. 다시 선택하세요.</translation>
    </message>
    <message>
        <source>“{name}” is not a file.</source>
        <translation>“{name}”은(는) 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>Attach single files.</source>
        <translation>폴더가 아니라 파일을 첨부하세요.</translation>
    </message>
    <message>
        <source>“{name}” cannot be read.</source>
        <translation>“{name}”을(를) 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>Check whether you may open it, or attach a copy of it.</source>
        <translation>열 권한이 있는지 확인하거나, 사본을 첨부하세요.</translation>
    </message>
    <message>
        <source>“{name}” is larger than {most}.</source>
        <translation>“{name}”이(가) {most}보다 큽니다.</translation>
    </message>
    <message>
        <source>Attach a smaller file, or only the part that matters.</source>
        <translation>더 작은 파일이나 필요한 부분만 첨부하세요.</translation>
    </message>
    <message>
        <source>With “{name}” there are {length} characters; a message can have {most} attached.</source>
        <translation>“{name}”까지 {length}자입니다. 메시지 하나에는 {most}자까지 첨부할 수 있습니다.</translation>
    </message>
    <message>
        <source>Attach only the part that matters.</source>
        <translation>필요한 부분만 첨부하세요.</translation>
    </message>
    <message>
        <source>“{name}” is not plain text in an encoding that Snug knows.</source>
        <translation>“{name}”은(는) Snug가 아는 인코딩의 일반 텍스트가 아닙니다.</translation>
    </message>
    <message>
        <source>Save it as plain text in UTF-8, and attach that.</source>
        <translation>UTF-8 일반 텍스트로 저장한 뒤 그 파일을 첨부하세요.</translation>
    </message>
    <message>
        <source>A message can have {most} attachments.</source>
        <translation>메시지 하나에는 {most}개까지 첨부할 수 있습니다.</translation>
    </message>
    <message>
        <source>Send the others with the next message.</source>
        <translation>나머지는 다음 메시지와 함께 보내세요.</translation>
    </message>
    <message>
        <source>Too much is attached</source>
        <translation>첨부한 내용이 너무 많습니다</translation>
    </message>
    <message>
        <source>With its attachments this needs {needed} tokens; the model can see {available}.</source>
        <translation>첨부를 포함하면 {needed}토큰이 필요한데, 모델은 {available}토큰까지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Send it again with only the part that matters, or begin a new chat with it.</source>
        <translation>필요한 부분만 첨부해 다시 보내거나, 새 대화에서 시작하세요.</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>파일 첨부</translation>
    </message>
    <message>
        <source>Attach files (Ctrl+Shift+A)</source>
        <translation>파일 첨부 (Ctrl+Shift+A)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>첨부</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>붙여넣은 글</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Paste as text instead</source>
        <translation>본문에 붙여넣기</translation>
    </message>
    <message>
        <source>{name}, {size}</source>
        <translation>{name}, {size}</translation>
    </message>
    <message>
        <source>{size}, name only</source>
        <translation>{size}, 이름만</translation>
    </message>
    <message>
        <source>The model cannot read this file. It is told the name.</source>
        <translation>모델은 이 파일을 읽을 수 없고 이름만 전달받습니다.</translation>
    </message>
    <message>
        <source>Enter shows it, Delete removes it</source>
        <translation>Enter 키로 열고 Delete 키로 제거</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} 제거</translation>
    </message>
    <message>
        <source>This file cannot be shown here. You can save a copy of it.</source>
        <translation>이 파일은 여기서 볼 수 없습니다. 사본을 저장할 수 있습니다.</translation>
    </message>
    <message>
        <source>Only the name of this file was kept.</source>
        <translation>이 파일은 이름만 남아 있습니다.</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>사본 저장…</translation>
    </message>
    <message>
        <source>Vault</source>
        <translation>금고</translation>
    </message>
    <message>
        <source>Set a passphrase…</source>
        <translation>암호문구 설정…</translation>
    </message>
    <message>
        <source>Set a passphrase</source>
        <translation>암호문구 설정</translation>
    </message>
    <message>
        <source>From now on your conversations open with this passphrase only, or with the recovery code that you get next.</source>
        <translation>이제부터 대화는 이 암호문구나, 곧 받을 복구 코드로만 열립니다.</translation>
    </message>
    <message>
        <source>Set the passphrase</source>
        <translation>암호문구 설정</translation>
    </message>
    <message>
        <source>Encrypt everything anew as well</source>
        <translation>모두 새로 암호화하기</translation>
    </message>
    <message>
        <source>Until now the key lay open in the folder. Whoever copied it could read what you write later, too; after this they cannot.</source>
        <translation>지금까지는 열쇠가 폴더에 그대로 놓여 있었습니다. 그때 복사해 간 사람은 앞으로 쓰는 것도 읽을 수 있지만, 새로 암호화하면 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>The passphrase is set, but nothing was encrypted anew: {problem} You can do it later from the menu.</source>
        <translation>암호문구는 설정했지만 새로 암호화하지는 못했습니다. {problem} 나중에 메뉴에서 다시 할 수 있습니다.</translation>
    </message>
    <message>
        <source>Remove the passphrase…</source>
        <translation>암호문구 제거…</translation>
    </message>
    <message>
        <source>Remove the passphrase</source>
        <translation>암호문구 제거</translation>
    </message>
    <message>
        <source>Your conversations stay encrypted on the disk, but the key lies beside them. Anyone who can use this account, or reads this disk, can then read everything.</source>
        <translation>대화는 디스크에 암호화된 채로 있지만 열쇠가 그 옆에 놓입니다. 이 계정을 쓸 수 있거나 이 디스크를 읽는 사람은 누구나 모든 것을 읽을 수 있습니다.</translation>
    </message>
    <message>
        <source>Snug then no longer locks, and the recovery code opens nothing any more.</source>
        <translation>그러면 Snug는 더 이상 잠기지 않으며, 복구 코드로는 아무것도 열리지 않습니다.</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Encrypt everything anew…</source>
        <translation>모두 새로 암호화…</translation>
    </message>
    <message>
        <source>Encrypt everything anew</source>
        <translation>모두 새로 암호화</translation>
    </message>
    <message>
        <source>Everything gets a new key. Do this when somebody may have seen your key file together with your passphrase or your recovery code. You get a new recovery code; the passphrase stays.</source>
        <translation>모든 것에 새 열쇠를 씁니다. 누군가 열쇠 파일을 암호문구나 복구 코드와 함께 보았을지 모를 때 하세요. 복구 코드를 새로 받으며, 암호문구는 그대로입니다.</translation>
    </message>
    <message>
        <source>Older copies and backups still open with what opened them. Should it be interrupted, it is finished or taken back when you open Snug again.</source>
        <translation>이전 사본과 백업은 여전히 예전 방법으로 열립니다. 도중에 중단되어도 Snug를 다시 열면 마무리하거나 되돌립니다.</translation>
    </message>
    <message>
        <source>Encrypt anew</source>
        <translation>새로 암호화</translation>
    </message>
    <message>
        <source>Encrypting {size} anew. Please leave Snug open.</source>
        <translation>{size}을(를) 새로 암호화하는 중입니다. Snug를 닫지 마세요.</translation>
    </message>
    <message>
        <source>Everything is being encrypted anew. Snug can be closed in a moment.</source>
        <translation>모두 새로 암호화하는 중입니다. 잠시 뒤에 Snug를 닫을 수 있습니다.</translation>
    </message>
    <message>
        <source>Open with this computer's keychain</source>
        <translation>이 컴퓨터의 키체인으로 열기</translation>
    </message>
    <message>
        <source>The keychain keeps a random secret that opens your conversations together with Snug's key file. It never gets your passphrase.</source>
        <translation>키체인은 Snug의 열쇠 파일과 함께 대화를 여는 임의의 비밀값을 보관합니다. 암호문구는 키체인에 들어가지 않습니다.</translation>
    </message>
    <message>
        <source>Whoever is logged in as you on this computer can then open them without the passphrase. On other computers nothing changes.</source>
        <translation>그러면 이 컴퓨터에 내 계정으로 로그인한 사람은 암호문구 없이 대화를 열 수 있습니다. 다른 컴퓨터에서는 달라지는 것이 없습니다.</translation>
    </message>
    <message>
        <source>Use the keychain</source>
        <translation>키체인 사용</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Your conversations are encrypted. This computer's keychain opens them, or your passphrase.</source>
        <translation>대화가 암호화되어 있습니다. 이 컴퓨터의 키체인이나 암호문구로 열립니다.</translation>
    </message>
    <message>
        <source>The keychain no longer opens this history. Type the passphrase.</source>
        <translation>키체인으로는 이 기록이 더 이상 열리지 않습니다. 암호문구를 입력하세요.</translation>
    </message>
    <message>
        <source>Your computer may ask you to allow it.</source>
        <translation>컴퓨터에서 허용할지 물어볼 수 있습니다.</translation>
    </message>
    <message>
        <source>The keychain kept its secret</source>
        <translation>키체인에 비밀값이 남아 있습니다</translation>
    </message>
    <message>
        <source>The keychain opens this vault no more, but it did not delete its entry for Snug.</source>
        <translation>키체인으로는 이 금고가 더 이상 열리지 않지만, Snug 항목이 키체인에서 지워지지 않았습니다.</translation>
    </message>
    <message>
        <source>Delete the entry in the keychain's own window: older copies of the key file need it.</source>
        <translation>키체인 프로그램에서 그 항목을 지우세요. 예전 열쇠 파일의 사본은 그 항목으로 열립니다.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>더 보기</translation>
    </message>
    <message>
        <source>Restore a backup…</source>
        <translation>백업 복원…</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>백업 복원</translation>
    </message>
    <message>
        <source>The conversations in {file} are put here as they were when that backup was made.</source>
        <translation>{file}에 든 대화를 백업했을 때 그대로 여기에 되돌립니다.</translation>
    </message>
    <message>
        <source>What is here now is not deleted: it is moved into a folder of its own beside it and stays encrypted.</source>
        <translation>지금 여기 있는 것은 지우지 않습니다. 그 옆의 별도 폴더로 옮겨지며 암호화된 채로 남습니다.</translation>
    </message>
    <message>
        <source>Conversations that are in memory only now are gone afterwards.</source>
        <translation>지금 메모리에만 있는 대화는 사라집니다.</translation>
    </message>
    <message>
        <source>It opens with the passphrase of that time.</source>
        <translation>그때 쓰던 암호문구로 열립니다.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>Restored as it was on {day}. Enter the passphrase of that time.</source>
        <translation>{day} 상태로 복원했습니다. 그때 쓰던 암호문구를 입력하세요.</translation>
    </message>
    <message>
        <source>Rescue a damaged history…</source>
        <translation>손상된 기록 되살리기…</translation>
    </message>
    <message>
        <source>Rescue a damaged history</source>
        <translation>손상된 기록 되살리기</translation>
    </message>
    <message>
        <source>Snug reads what can still be read and makes a new, whole history of it. The damaged file is kept beside it.</source>
        <translation>아직 읽을 수 있는 것을 읽어 온전한 새 기록을 만듭니다. 손상된 파일은 그 옆에 남겨 둡니다.</translation>
    </message>
    <message>
        <source>Rescue</source>
        <translation>되살리기</translation>
    </message>
    <message>
        <source>Whole conversations: {count}</source>
        <translation>온전한 대화: {count}개</translation>
    </message>
    <message>
        <source>Conversations of which something is missing: {count}</source>
        <translation>일부가 빠진 대화: {count}개</translation>
    </message>
    <message>
        <source>Messages known to be lost: {count}</source>
        <translation>잃은 것으로 확인된 메시지: {count}개</translation>
    </message>
    <message>
        <source>The damaged file is kept as {file}.</source>
        <translation>손상된 파일은 {file}(으)로 남겨 두었습니다.</translation>
    </message>
    <message>
        <source>Put the key file back…</source>
        <translation>열쇠 파일 되돌리기…</translation>
    </message>
    <message>
        <source>Put the copy in its place</source>
        <translation>사본을 제자리에 놓기</translation>
    </message>
    <message>
        <source>Key files (*.key *.bak);;All files (*)</source>
        <translation>열쇠 파일 (*.key *.bak);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>This is not a key file</source>
        <translation>열쇠 파일이 아닙니다</translation>
    </message>
    <message>
        <source>{file} is not a whole key file of Snug.</source>
        <translation>{file}은(는) 온전한 Snug 열쇠 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>Choose another file. Nothing was changed.</source>
        <translation>다른 파일을 선택하세요. 바뀐 것은 없습니다.</translation>
    </message>
    <message>
        <source>The key file is there</source>
        <translation>열쇠 파일이 있습니다</translation>
    </message>
    <message>
        <source>The file with the vault's keys, {file}, is whole. Nothing was put in its place.</source>
        <translation>금고의 열쇠가 든 파일 {file}은(는) 온전합니다. 대신 놓은 것은 없습니다.</translation>
    </message>
    <message>
        <source>Open it with your passphrase or your recovery code.</source>
        <translation>암호문구나 복구 코드로 여세요.</translation>
    </message>
    <message>
        <source>No window is open</source>
        <translation>열린 창이 없습니다</translation>
    </message>
    <message>
        <source>No window of Snug is open here, so nothing has to be locked.</source>
        <translation>열려 있는 Snug 창이 없어 잠글 것이 없습니다.</translation>
    </message>
    <message>
        <source>The vault closes with the window, and with every command.</source>
        <translation>금고는 창을 닫거나 명령이 끝날 때 함께 닫힙니다.</translation>
    </message>
    <message>
        <source>The window does not answer</source>
        <translation>창이 응답하지 않습니다</translation>
    </message>
    <message>
        <source>The window of Snug did not say that it has locked.</source>
        <translation>Snug 창이 잠겼다고 알려 오지 않았습니다.</translation>
    </message>
    <message>
        <source>Look at it, or end it: the vault closes with it.</source>
        <translation>창을 확인하거나 종료하세요. 창이 닫히면 금고도 닫힙니다.</translation>
    </message>
    <message>
        <source>There is nothing to lock</source>
        <translation>잠글 것이 없습니다</translation>
    </message>
    <message>
        <source>The window keeps nothing, or its vault opens without a passphrase.</source>
        <translation>창에 저장된 것이 없거나, 금고가 암호문구 없이 열립니다.</translation>
    </message>
    <message>
        <source>Set a passphrase in the window's menu, or with snug vault passwd.</source>
        <translation>창의 메뉴나 snug vault passwd 명령으로 암호문구를 설정하세요.</translation>
    </message>
    <message>
        <source>Snug's folder is on a network drive. Two computers can write to it at once, and a broken connection can damage the history. Keep Snug's folder on this computer, and put backups there instead.</source>
        <translation>Snug의 폴더가 네트워크 드라이브에 있습니다. 두 컴퓨터가 동시에 쓰거나 연결이 끊기면 기록이 손상될 수 있습니다. Snug의 폴더는 이 컴퓨터에 두고, 그곳에는 백업을 두세요.</translation>
    </message>
    <message>
        <source>Another program keeps Snug's folder in step with other computers. It can copy the history in the middle of a change, or bring an older one back: conversations can be lost. Keep Snug's folder outside of it, and put backups there instead.</source>
        <translation>다른 프로그램이 Snug의 폴더를 다른 컴퓨터와 동기화합니다. 기록이 바뀌는 도중에 복사하거나 예전 기록을 되돌려 놓아 대화를 잃을 수 있습니다. Snug의 폴더는 그 밖에 두고, 그곳에는 백업을 두세요.</translation>
    </message>
    <message>
        <source>Leave it there</source>
        <translation>그대로 두기</translation>
    </message>
    <message>
        <source>What is protected…</source>
        <translation>보호되는 내용…</translation>
    </message>
    <message>
        <source>What is protected</source>
        <translation>보호되는 내용</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>암호화되는 것</translation>
    </message>
    <message>
        <source>Conversations, drafts, attachments, your instructions for the model, and what Snug has read of your documents: text, words and vectors</source>
        <translation>대화, 초안, 첨부, 모델에 주는 지침, 그리고 Snug가 문서에서 읽은 본문, 단어, 벡터</translation>
    </message>
    <message>
        <source>Not encrypted</source>
        <translation>암호화되지 않는 것</translation>
    </message>
    <message>
        <source>Other settings, model files, your own documents where they lie, and how large the history is</source>
        <translation>그 밖의 설정, 모델 파일, 원래 자리에 있는 문서, 그리고 기록의 크기</translation>
    </message>
    <message>
        <source>How</source>
        <translation>방법</translation>
    </message>
    <message>
        <source>AES-256, page by page, each page sealed against changes (SQLCipher). The key is random.</source>
        <translation>쪽마다 AES-256으로 암호화하고 변조를 막는 봉인을 더합니다(SQLCipher). 열쇠는 무작위로 만듭니다.</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>{folder} ({size})</source>
        <translation>{folder} ({size})</translation>
    </message>
    <message>
        <source>What opens it</source>
        <translation>여는 방법</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>암호문구</translation>
    </message>
    <message>
        <source>The recovery code</source>
        <translation>복구 코드</translation>
    </message>
    <message>
        <source>This computer's keychain, for whoever is logged in as you</source>
        <translation>이 컴퓨터의 키체인(내 계정으로 로그인한 사람)</translation>
    </message>
    <message>
        <source>A keychain that no longer fits</source>
        <translation>더 이상 맞지 않는 키체인</translation>
    </message>
    <message>
        <source>Nothing is needed: anyone who can use this account, or reads this disk, can read everything.</source>
        <translation>아무것도 필요 없습니다. 이 계정을 쓸 수 있거나 이 디스크를 읽는 사람은 누구나 모든 것을 읽을 수 있습니다.</translation>
    </message>
    <message>
        <source>What a guess costs</source>
        <translation>추측에 드는 비용</translation>
    </message>
    <message>
        <source>{memory} of memory and {passes} passes for each passphrase that is tried (Argon2id)</source>
        <translation>시도하는 암호문구마다 메모리 {memory}와 {passes}회의 계산(Argon2id)</translation>
    </message>
    <message>
        <source>When it locks</source>
        <translation>잠기는 때</translation>
    </message>
    <message>
        <source>Never: it opens without a passphrase.</source>
        <translation>잠기지 않습니다. 암호문구 없이 열립니다.</translation>
    </message>
    <message>
        <source>When you lock it, and when Snug closes</source>
        <translation>직접 잠글 때와 Snug를 닫을 때</translation>
    </message>
    <message>
        <source>After {minutes} minutes without use</source>
        <translation>{minutes}분 동안 쓰지 않을 때</translation>
    </message>
    <message>
        <source>When the screen is locked or the computer sleeps, where the system tells Snug</source>
        <translation>화면이 잠기거나 컴퓨터가 절전에 들어갈 때(시스템이 Snug에 알려 주는 경우)</translation>
    </message>
    <message>
        <source>Last backup from here</source>
        <translation>여기서 만든 마지막 백업</translation>
    </message>
    <message>
        <source>None is known.</source>
        <translation>알려진 것이 없습니다.</translation>
    </message>
    <message>
        <source>Around the model's process</source>
        <translation>모델 프로세스의 보호 장치</translation>
    </message>
    <message>
        <source>The process could not be asked.</source>
        <translation>프로세스에 물을 수 없었습니다.</translation>
    </message>
    <message>
        <source>In force: {guard}</source>
        <translation>작동 중: {guard}</translation>
    </message>
    <message>
        <source>Not in force here: {guard}</source>
        <translation>여기서는 작동하지 않음: {guard}</translation>
    </message>
    <message>
        <source>a crash leaves no image of its memory</source>
        <translation>비정상 종료해도 메모리 내용을 남기지 않음</translation>
    </message>
    <message>
        <source>it ends with Snug</source>
        <translation>Snug와 함께 종료됨</translation>
    </message>
    <message>
        <source>it can write no files</source>
        <translation>파일을 쓸 수 없음</translation>
    </message>
    <message>
        <source>it can open no connection and start no program</source>
        <translation>연결을 열거나 프로그램을 시작할 수 없음</translation>
    </message>
    <message>
        <source>a connection that it tries is refused</source>
        <translation>시험한 연결이 거부됨</translation>
    </message>
    <message>
        <source>The history is sound: nothing had to be rescued.</source>
        <translation>기록은 온전합니다. 되살릴 것이 없었습니다.</translation>
    </message>
    <message>
        <source>Conversations lost as a whole: {count}</source>
        <translation>통째로 잃은 대화: {count}개</translation>
    </message>
    <message>
        <source>Documents that are read again from their files: {count}</source>
        <translation>파일에서 다시 읽는 문서: {count}개</translation>
    </message>
    <message>
        <source>The start of the file is lost: single characters may be wrong.</source>
        <translation>파일의 첫 부분을 잃어 글자 몇 개가 틀릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Brought up to date and checked. Your passphrase of today opens it.</source>
        <translation>최신 상태로 갱신하고 확인했습니다. 지금의 암호문구로 열립니다.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>바꾸기</translation>
    </message>
    <message>
        <source>The keychain opens nothing any more afterwards; you can turn it on again.</source>
        <translation>그 뒤에는 키체인으로 열리지 않습니다. 다시 켤 수 있습니다.</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>파일을 읽는 중…</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>문서</translation>
    </message>
    <message>
        <source>Documents (Ctrl+Shift+D)</source>
        <translation>문서 (Ctrl+Shift+D)</translation>
    </message>
    <message>
        <source>Back to the conversation (Esc)</source>
        <translation>대화로 돌아가기 (Esc)</translation>
    </message>
    <message>
        <source>Collections</source>
        <translation>문서 모음</translation>
    </message>
    <message>
        <source>Name of the collection</source>
        <translation>모음 이름</translation>
    </message>
    <message>
        <source>New collection</source>
        <translation>새 모음</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>파일 추가…</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>폴더 추가…</translation>
    </message>
    <message>
        <source>Add a folder, and Snug answers from what is in it; the files stay where they are.</source>
        <translation>폴더를 추가하면 Snug가 그 내용을 바탕으로 답합니다. 파일은 원래 자리에 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Nothing was added yet. You can drop files or a folder here.</source>
        <translation>아직 추가한 것이 없습니다. 파일이나 폴더를 여기에 끌어다 놓아도 됩니다.</translation>
    </message>
    <message>
        <source>Snug finds no files in what was added.</source>
        <translation>추가한 곳에서 파일을 찾지 못했습니다.</translation>
    </message>
    <message>
        <source>no files</source>
        <translation>파일 없음</translation>
    </message>
    <message>
        <source>{count} read</source>
        <translation>{count}개 읽음</translation>
    </message>
    <message>
        <source>{count} not read</source>
        <translation>{count}개 못 읽음</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count}개 대기</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>일시 중지됨</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 중지</translation>
    </message>
    <message>
        <source>Read pictures of text, too</source>
        <translation>이미지 속 글자도 읽기</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Reading {number} of {total}: {name}</source>
        <translation>{total}개 중 {number}번째 읽는 중: {name}</translation>
    </message>
    <message>
        <source>Reading {number} of {total}</source>
        <translation>{total}개 중 {number}번째 읽는 중</translation>
    </message>
    <message>
        <source>about {count} h left</source>
        <translation>약 {count}시간 남음</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>All {count}</source>
        <translation>전체 {count}</translation>
    </message>
    <message>
        <source>Not read {count}</source>
        <translation>못 읽음 {count}</translation>
    </message>
    <message>
        <source>With notes {count}</source>
        <translation>참고 있음 {count}</translation>
    </message>
    <message>
        <source>Waiting to be read</source>
        <translation>읽기를 기다리는 중</translation>
    </message>
    <message>
        <source>Try all again</source>
        <translation>모두 다시 시도</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>자세한 내용 닫기</translation>
    </message>
    <message>
        <source>Remove the collection…</source>
        <translation>모음 제거…</translation>
    </message>
    <message>
        <source>Remove “{name}”?</source>
        <translation>“{name}” 모음을 제거할까요?</translation>
    </message>
    <message>
        <source>Snug forgets what it read. The files stay where they are.</source>
        <translation>Snug가 읽은 내용은 지워집니다. 파일은 원래 자리에 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>모음에서 빼기</translation>
    </message>
    <message>
        <source>More about this collection</source>
        <translation>이 모음의 다른 작업</translation>
    </message>
    <message>
        <source>Documents are kept in memory until Snug closes.</source>
        <translation>문서는 Snug를 닫을 때까지 메모리에만 있습니다.</translation>
    </message>
    <message>
        <source>Keep them…</source>
        <translation>저장하기…</translation>
    </message>
    <message>
        <source>Only words are searched, since the model that finds meaning is missing. To get it, run: snug models get {model}</source>
        <translation>의미로 찾는 모델이 없어 단어로만 찾습니다. 모델을 받으려면 다음을 실행하세요: snug models get {model}</translation>
    </message>
    <message>
        <source>Answer from documents</source>
        <translation>문서에서 답하기</translation>
    </message>
    <message>
        <source>Answer from documents (#)</source>
        <translation>문서에서 답하기 (#)</translation>
    </message>
    <message>
        <source>All documents</source>
        <translation>모든 문서</translation>
    </message>
    <message>
        <source>Documents to answer from</source>
        <translation>답할 때 볼 문서</translation>
    </message>
    <message>
        <source># {name}</source>
        <translation># {name}</translation>
    </message>
    <message>
        <source>Delete removes it</source>
        <translation>Delete 키로 제거</translation>
    </message>
    <message>
        <source>Looking in your documents…</source>
        <translation>문서에서 찾는 중…</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>1분 안에 끝남</translation>
    </message>
    <message>
        <source>about {count} min left</source>
        <translation>약 {count}분 남음</translation>
    </message>
    <message>
        <source>1 note</source>
        <translation>참고 1개</translation>
    </message>
    <message>
        <source>{count} notes</source>
        <translation>참고 {count}개</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>파일 1개</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>파일 {count}개</translation>
    </message>
    <message>
        <source>Pages that are pictures, and were not read: {count}.</source>
        <translation>이미지로 되어 있어 읽지 못한 쪽: {count}.</translation>
    </message>
    <message>
        <source>Hidden text was left out: {count} characters.</source>
        <translation>눈에 보이지 않는 글은 뺐습니다: {count}자.</translation>
    </message>
    <message>
        <source>Files inside that were not read: {count}, {detail} among them.</source>
        <translation>안에 들어 있으나 읽지 않은 파일: {detail} 등 {count}개.</translation>
    </message>
    <message>
        <source>Files inside that were not read: {count}.</source>
        <translation>안에 들어 있으나 읽지 않은 파일: {count}개.</translation>
    </message>
    <message>
        <source>It is very long: the end of it was not read.</source>
        <translation>아주 길어서 끝부분은 읽지 않았습니다.</translation>
    </message>
    <message>
        <source>It does not say how its letters are written; {detail} fits best.</source>
        <translation>글자 인코딩이 적혀 있지 않아 가장 잘 맞는 {detail}(으)로 읽었습니다.</translation>
    </message>
    <message>
        <source>Parts that are damaged, and were not read: {count}.</source>
        <translation>손상되어 읽지 못한 부분: {count}곳.</translation>
    </message>
    <message>
        <source>Pages read off their pictures, perhaps with errors: {count}.</source>
        <translation>이미지에서 글자를 알아내 읽은 쪽(틀린 곳이 있을 수 있음): {count}.</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>출처</translation>
    </message>
    <message>
        <source>Show the sources of this answer</source>
        <translation>이 답변의 출처 보기</translation>
    </message>
    <message>
        <source>Nearest passages</source>
        <translation>가장 가까운 구절</translation>
    </message>
    <message>
        <source>These come nearest to the question. None of them answers it.</source>
        <translation>질문에 가장 가까운 구절입니다. 질문에 답하는 구절은 없습니다.</translation>
    </message>
    <message>
        <source>They were not judged again: the model for it didn't start.</source>
        <translation>다시 평가하는 모델이 시작되지 않아 순서를 다시 매기지 못했습니다.</translation>
    </message>
    <message>
        <source>Sentences of your documents, word for word</source>
        <translation>문서의 문장을 그대로 옮겼습니다</translation>
    </message>
    <message>
        <source>No source was found for this sentence.</source>
        <translation>이 문장의 출처를 찾지 못했습니다.</translation>
    </message>
    <message>
        <source>located</source>
        <translation>위치만 확인됨</translation>
    </message>
    <message>
        <source>located: the words stand there; whether they say so was not confirmed</source>
        <translation>위치만 확인됨: 문서에 이 문장이 있지만 내용이 일치하는지는 확인되지 않았습니다</translation>
    </message>
    <message>
        <source>Source {number}: {where}, {status}</source>
        <translation>출처 {number}: {where}, {status}</translation>
    </message>
    <message>
        <source>Show the place in {name}</source>
        <translation>{name}에서 위치 보기</translation>
    </message>
    <message>
        <source>Searched for: {question}</source>
        <translation>검색한 질문: {question}</translation>
    </message>
    <message>
        <source>Why these passages?</source>
        <translation>왜 이 구절인가요?</translation>
    </message>
    <message>
        <source>Snug looked for passages by their meaning and by their words, and put both lists together.</source>
        <translation>의미와 단어로 각각 구절을 찾아 두 목록을 합쳤습니다.</translation>
    </message>
    <message>
        <source>meaning: rank {rank} (likeness {likeness})</source>
        <translation>의미: {rank}위 (유사도 {likeness})</translation>
    </message>
    <message>
        <source>words: rank {rank} (score {score})</source>
        <translation>단어: {rank}위 (점수 {score})</translation>
    </message>
    <message>
        <source>together {score}</source>
        <translation>종합 {score}</translation>
    </message>
    <message>
        <source>judged again {score}</source>
        <translation>재평가 {score}</translation>
    </message>
    <message>
        <source>Chance that the answer is there: {percent} %</source>
        <translation>답이 있을 가능성: {percent}%</translation>
    </message>
    <message>
        <source>Back to the sources</source>
        <translation>출처 목록으로</translation>
    </message>
    <message>
        <source>Close the sources</source>
        <translation>출처 닫기</translation>
    </message>
    <message>
        <source>Open in its own application</source>
        <translation>해당 앱에서 열기</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>폴더에서 보기</translation>
    </message>
    <message>
        <source>Open this file?</source>
        <translation>이 파일을 열까요?</translation>
    </message>
    <message>
        <source>Your computer will open this file with the application that it has for it. What that application does with it, Snug cannot see.

{path}</source>
        <translation>컴퓨터가 이 파일을 연결된 앱으로 엽니다. 그 앱이 파일로 무엇을 하는지 Snug는 알 수 없습니다.

{path}</translation>
    </message>
    <message>
        <source>Your computer will show this folder in its file manager. The file itself could start a program, so Snug does not open it.

{path}</source>
        <translation>컴퓨터가 파일 관리자에서 이 폴더를 엽니다. 파일 자체는 프로그램을 실행할 수 있으므로 Snug가 열지 않습니다.

{path}</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>다음 쪽</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>이전 쪽</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{count}쪽 중 {number}쪽</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>크게</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>작게</translation>
    </message>
    <message>
        <source>Opening the document…</source>
        <translation>문서를 여는 중…</translation>
    </message>
    <message>
        <source>The file changed since it was read. This is the text as it was.</source>
        <translation>파일을 읽은 뒤 내용이 바뀌었습니다. 읽었을 때의 텍스트입니다.</translation>
    </message>
    <message>
        <source>The file is not there any more. This is the text as it was.</source>
        <translation>파일이 더 이상 없습니다. 읽었을 때의 텍스트입니다.</translation>
    </message>
    <message>
        <source>The page could not be drawn. This is its text.</source>
        <translation>쪽을 그리지 못했습니다. 텍스트만 표시합니다.</translation>
    </message>
    <message>
        <source>Snug does not have this document any more. This is what was cited.</source>
        <translation>Snug에 이 문서가 더 이상 없습니다. 인용된 문장만 표시합니다.</translation>
    </message>
    <message>
        <source>The document was read again since, and the sentence is not in it any more.</source>
        <translation>그 뒤 문서를 다시 읽었고, 이 문장은 더 이상 문서에 없습니다.</translation>
    </message>
    <message>
        <source>What comes before</source>
        <translation>앞부분 보기</translation>
    </message>
    <message>
        <source>What follows</source>
        <translation>뒷부분 보기</translation>
    </message>
    <message>
        <source>Text of {name}</source>
        <translation>{name}의 텍스트</translation>
    </message>
    <message>
        <source>Page {number} of {name}. Marked: {marked}</source>
        <translation>{name} {number}쪽. 표시된 부분: {marked}</translation>
    </message>
    <message>
        <source>1 source</source>
        <translation>출처 1개</translation>
    </message>
    <message>
        <source>{count} sources</source>
        <translation>출처 {count}개</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>확인됨</translation>
    </message>
    <message>
        <source>verified: the words stand there and say so</source>
        <translation>확인됨: 문서에 이 문장이 있고 내용도 일치합니다</translation>
    </message>
    <message>
        <source>page {number}</source>
        <translation>{number}쪽</translation>
    </message>
    <message>
        <source>printed as {label}</source>
        <translation>인쇄된 쪽 번호 {label}</translation>
    </message>
    <message>
        <source>sheet {label}</source>
        <translation>시트 {label}</translation>
    </message>
    <message>
        <source>in another language</source>
        <translation>다른 언어로 쓰였습니다</translation>
    </message>
    <message>
        <source>it stands beside a passage that was found</source>
        <translation>찾은 구절의 바로 옆에 있습니다</translation>
    </message>
    <message>
        <source>the whole document fits, so all of it was read</source>
        <translation>문서 전체를 읽을 수 있어 모두 읽었습니다</translation>
    </message>
    <message>
        <source>slide {number}</source>
        <translation>슬라이드 {number}</translation>
    </message>
    <message>
        <source>chapter {number}</source>
        <translation>{number}장</translation>
    </message>
    <message>
        <source>section {number}</source>
        <translation>{number}절</translation>
    </message>
    <message>
        <source>message {number}</source>
        <translation>메시지 {number}</translation>
    </message>
    <message>
        <source>file {number}</source>
        <translation>파일 {number}</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Word documents</source>
        <translation>Word 문서</translation>
    </message>
    <message>
        <source>Hangul documents</source>
        <translation>한글 문서</translation>
    </message>
    <message>
        <source>Spreadsheets</source>
        <translation>스프레드시트</translation>
    </message>
    <message>
        <source>Slides</source>
        <translation>프레젠테이션</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>메일</translation>
    </message>
    <message>
        <source>Web pages</source>
        <translation>웹 페이지</translation>
    </message>
    <message>
        <source>Books</source>
        <translation>전자책</translation>
    </message>
    <message>
        <source>Text files</source>
        <translation>텍스트 파일</translation>
    </message>
    <message>
        <source>Data files</source>
        <translation>데이터 파일</translation>
    </message>
    <message>
        <source>Program code</source>
        <translation>프로그램 코드</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Archives</source>
        <translation>압축 파일</translation>
    </message>
    <message>
        <source>Changed since {day}</source>
        <translation>{day} 이후 바뀐 파일</translation>
    </message>
    <message>
        <source>Changed until {day}</source>
        <translation>{day}까지 바뀐 파일</translation>
    </message>
    <message>
        <source>Only this was searched: {parts}.</source>
        <translation>여기에서만 찾았습니다: {parts}.</translation>
    </message>
    <message>
        <source>1 collection</source>
        <translation>모음 1개</translation>
    </message>
    <message>
        <source>{count} collections</source>
        <translation>모음 {count}개</translation>
    </message>
    <message>
        <source>1 file has changed since</source>
        <translation>그 뒤 파일 1개가 바뀜</translation>
    </message>
    <message>
        <source>{count} files have changed since</source>
        <translation>그 뒤 파일 {count}개가 바뀜</translation>
    </message>
    <message>
        <source>1 file isn’t there any more</source>
        <translation>파일 1개가 이제 없음</translation>
    </message>
    <message>
        <source>{count} files aren’t there any more</source>
        <translation>파일 {count}개가 이제 없음</translation>
    </message>
    <message>
        <source>The file has changed since it was read.</source>
        <translation>읽은 뒤에 파일이 바뀌었습니다.</translation>
    </message>
    <message>
        <source>The file isn’t at its place any more.</source>
        <translation>파일이 이제 그 자리에 없습니다.</translation>
    </message>
    <message>
        <source>Snug does not have this document any more.</source>
        <translation>Snug에 이 문서가 더는 없습니다.</translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation>다시 읽기</translation>
    </message>
    <message>
        <source>It will be read again.</source>
        <translation>다시 읽습니다.</translation>
    </message>
    <message>
        <source>This prompt is gone</source>
        <translation>이 프롬프트는 이제 없습니다</translation>
    </message>
    <message>
        <source>The prompt was removed meanwhile.</source>
        <translation>그사이에 프롬프트가 삭제되었습니다.</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>다른 것을 선택하세요.</translation>
    </message>
    <message>
        <source>This assistant is gone</source>
        <translation>이 어시스턴트는 이제 없습니다</translation>
    </message>
    <message>
        <source>The assistant was removed meanwhile.</source>
        <translation>그사이에 어시스턴트가 삭제되었습니다.</translation>
    </message>
    <message>
        <source>This version is gone</source>
        <translation>이 버전은 이제 없습니다</translation>
    </message>
    <message>
        <source>That version is not kept any more.</source>
        <translation>그 버전은 더 이상 남아 있지 않습니다.</translation>
    </message>
    <message>
        <source>Choose another version.</source>
        <translation>다른 버전을 선택하세요.</translation>
    </message>
    <message>
        <source>This came with Snug</source>
        <translation>Snug에 기본으로 들어 있습니다</translation>
    </message>
    <message>
        <source>“{name}” came with Snug and stays as it is.</source>
        <translation>“{name}”은(는) Snug에 기본으로 들어 있는 항목이라 바꿀 수 없습니다.</translation>
    </message>
    <message>
        <source>Make a copy and change that.</source>
        <translation>사본을 만들어 바꾸세요.</translation>
    </message>
    <message>
        <source>A name is missing</source>
        <translation>이름이 없습니다</translation>
    </message>
    <message>
        <source>The text is missing</source>
        <translation>내용이 없습니다</translation>
    </message>
    <message>
        <source>“{name}” has no text yet.</source>
        <translation>“{name}”에는 아직 내용이 없습니다.</translation>
    </message>
    <message>
        <source>Write what the model is to be told.</source>
        <translation>모델에 전할 말을 쓰세요.</translation>
    </message>
    <message>
        <source>The text is too long</source>
        <translation>내용이 너무 깁니다</translation>
    </message>
    <message>
        <source>It may have {most} characters at most.</source>
        <translation>최대 {most}자까지 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Shorten it. Long texts are better kept as documents.</source>
        <translation>줄여 주세요. 긴 글은 문서로 두는 편이 낫습니다.</translation>
    </message>
    <message>
        <source>The prompt cannot be read</source>
        <translation>프롬프트를 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>A prompt may have {most} characters at most.</source>
        <translation>프롬프트는 최대 {most}자까지 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Shorten it. Long texts are better attached to the message.</source>
        <translation>줄여 주세요. 긴 글은 메시지에 첨부하는 편이 낫습니다.</translation>
    </message>
    <message>
        <source>In line {line} two braces open a variable that is not closed.</source>
        <translation>{line}번째 줄에서 중괄호 두 개로 연 변수가 닫히지 않았습니다.</translation>
    </message>
    <message>
        <source>Close it on the same line, or write a backslash before the braces to keep them.</source>
        <translation>같은 줄에서 닫거나, 중괄호를 그대로 두려면 앞에 역슬래시를 쓰세요.</translation>
    </message>
    <message>
        <source>In line {line}, “{written}” is no variable.</source>
        <translation>{line}번째 줄의 “{written}”은(는) 변수가 아닙니다.</translation>
    </message>
    <message>
        <source>Begin with a name of letters; a kind follows a colon, a usual value an equals sign.</source>
        <translation>글자로 된 이름으로 시작하고, 종류는 콜론 뒤에, 기본값은 등호 뒤에 쓰세요.</translation>
    </message>
    <message>
        <source>In line {line}, there is no kind of variable called “{kind}”.</source>
        <translation>{line}번째 줄의 “{kind}”(이)라는 변수 종류는 없습니다.</translation>
    </message>
    <message>
        <source>The kinds are text, number, choice, file and selection.</source>
        <translation>종류는 text, number, choice, file, selection입니다.</translation>
    </message>
    <message>
        <source>In line {line}, “{name}” needs two to {most} different choices.</source>
        <translation>{line}번째 줄의 “{name}”에는 서로 다른 선택지가 2~{most}개 있어야 합니다.</translation>
    </message>
    <message>
        <source>Write them after an equals sign, with bars between them.</source>
        <translation>등호 뒤에 세로줄로 나누어 쓰세요.</translation>
    </message>
    <message>
        <source>In line {line}, the usual value of “{name}” is no number.</source>
        <translation>{line}번째 줄의 “{name}” 기본값이 숫자가 아닙니다.</translation>
    </message>
    <message>
        <source>Write it in digits, as in 12 or 0.5.</source>
        <translation>12나 0.5처럼 숫자로 쓰세요.</translation>
    </message>
    <message>
        <source>In line {line}, “{name}” is described in another way than before.</source>
        <translation>{line}번째 줄에서 “{name}”을(를) 앞과 다르게 설명하고 있습니다.</translation>
    </message>
    <message>
        <source>Describe it once, and write the name alone elsewhere.</source>
        <translation>한 번만 설명하고, 다른 곳에는 이름만 쓰세요.</translation>
    </message>
    <message>
        <source>A prompt may have {most} variables at most.</source>
        <translation>프롬프트에는 변수를 최대 {most}개까지 둘 수 있습니다.</translation>
    </message>
    <message>
        <source>Leave some out, or write two prompts.</source>
        <translation>몇 개를 빼거나 프롬프트를 둘로 나누세요.</translation>
    </message>
    <message>
        <source>Something is missing</source>
        <translation>빠진 것이 있습니다</translation>
    </message>
    <message>
        <source>Nothing was filled in for: {names}.</source>
        <translation>채우지 않은 항목: {names}.</translation>
    </message>
    <message>
        <source>Fill it in and try again.</source>
        <translation>채운 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>This does not fit</source>
        <translation>맞지 않는 값입니다</translation>
    </message>
    <message>
        <source>“{value}” does not fit “{name}”.</source>
        <translation>“{value}”은(는) “{name}”에 맞지 않습니다.</translation>
    </message>
    <message>
        <source>Write a number in digits, or take one of the choices.</source>
        <translation>숫자로 쓰거나 선택지 가운데 하나를 선택하세요.</translation>
    </message>
    <message>
        <source>The file was not taken</source>
        <translation>파일을 가져오지 않았습니다</translation>
    </message>
    <message>
        <source>“{file}” holds no prompt and no assistant.</source>
        <translation>“{file}”에는 프롬프트도 어시스턴트도 없습니다.</translation>
    </message>
    <message>
        <source>Such a file begins with a line of three plus signs, and its name below it.</source>
        <translation>이런 파일은 더하기 기호 세 개로 된 줄로 시작하고, 그 아래에 이름이 있습니다.</translation>
    </message>
    <message>
        <source>“{file}” cannot be read.</source>
        <translation>“{file}”을(를) 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>See whether it is still there and may be read.</source>
        <translation>파일이 아직 있는지, 읽을 권한이 있는지 확인하세요.</translation>
    </message>
    <message>
        <source>“{file}” is too large for a prompt or an assistant.</source>
        <translation>“{file}”은(는) 프롬프트나 어시스턴트로 보기에 너무 큽니다.</translation>
    </message>
    <message>
        <source>Attach it to a message, or add it to your documents.</source>
        <translation>메시지에 첨부하거나 문서에 추가하세요.</translation>
    </message>
    <message>
        <source>The beginning of “{file}” cannot be understood: {key}.</source>
        <translation>“{file}”의 첫머리를 이해할 수 없습니다: {key}.</translation>
    </message>
    <message>
        <source>Compare it with a file that Snug exported.</source>
        <translation>Snug가 내보낸 파일과 비교해 보세요.</translation>
    </message>
    <message>
        <source>“{file}” holds characters that cannot be seen.</source>
        <translation>“{file}”에 보이지 않는 문자가 있습니다.</translation>
    </message>
    <message>
        <source>Take it from somebody you trust, or type it anew.</source>
        <translation>믿을 수 있는 사람에게서 받거나 새로 입력하세요.</translation>
    </message>
    <message>
        <source>Too many files</source>
        <translation>파일이 너무 많습니다</translation>
    </message>
    <message>
        <source>The folder holds more than {most} files.</source>
        <translation>폴더에 파일이 {most}개보다 많습니다.</translation>
    </message>
    <message>
        <source>Take them in from smaller folders.</source>
        <translation>더 작은 폴더로 나누어 가져오세요.</translation>
    </message>
    <message>
        <source>Prompts and assistants</source>
        <translation>프롬프트와 어시스턴트</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>프롬프트</translation>
    </message>
    <message>
        <source>Assistants</source>
        <translation>어시스턴트</translation>
    </message>
    <message>
        <source>Search prompts and assistants</source>
        <translation>프롬프트와 어시스턴트 검색</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>새 프롬프트</translation>
    </message>
    <message>
        <source>New assistant</source>
        <translation>새 어시스턴트</translation>
    </message>
    <message>
        <source>Included</source>
        <translation>기본 제공</translation>
    </message>
    <message>
        <source>Included: {about}</source>
        <translation>기본 제공: {about}</translation>
    </message>
    <message>
        <source>This came with Snug. Make a copy to change it.</source>
        <translation>Snug에 기본으로 들어 있는 항목입니다. 바꾸려면 사본을 만드세요.</translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation>아직 저장하지 않음</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>쓰임새</translation>
    </message>
    <message>
        <source>Text of the prompt</source>
        <translation>프롬프트 내용</translation>
    </message>
    <message>
        <source>Instructions for the model</source>
        <translation>모델에 주는 지침</translation>
    </message>
    <message>
        <source>To be filled in: {names}</source>
        <translation>채울 항목: {names}</translation>
    </message>
    <message>
        <source>A gap to be filled in is written {{name}} or {{count: number = 3}}.</source>
        <translation>채울 자리는 {{name}} 또는 {{count: number = 3}}처럼 씁니다.</translation>
    </message>
    <message>
        <source>{name} (number)</source>
        <translation>{name} (숫자)</translation>
    </message>
    <message>
        <source>{name} (choice)</source>
        <translation>{name} (선택)</translation>
    </message>
    <message>
        <source>{name} (file)</source>
        <translation>{name} (파일)</translation>
    </message>
    <message>
        <source>{name} (selected text)</source>
        <translation>{name} (선택한 글)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Make a copy</source>
        <translation>사본 만들기</translation>
    </message>
    <message>
        <source>Use…</source>
        <translation>사용…</translation>
    </message>
    <message>
        <source>Put into the message</source>
        <translation>메시지에 넣기</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>파일 선택…</translation>
    </message>
    <message>
        <source>Earlier versions</source>
        <translation>이전 버전</translation>
    </message>
    <message>
        <source>Version {number}, {when}</source>
        <translation>버전 {number}, {when}</translation>
    </message>
    <message>
        <source>Take in files…</source>
        <translation>파일 가져오기…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Prompts and assistants (*.md)</source>
        <translation>프롬프트와 어시스턴트 (*.md)</translation>
    </message>
    <message>
        <source>1 was added.</source>
        <translation>1개를 추가했습니다.</translation>
    </message>
    <message>
        <source>{count} were added.</source>
        <translation>{count}개를 추가했습니다.</translation>
    </message>
    <message>
        <source>Known already: {count}.</source>
        <translation>이미 있는 항목: {count}개.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>기본값</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>회색</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>파랑</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>청록</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>초록</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>노랑</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>주황</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>빨강</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>보라</translation>
    </message>
    <message>
        <source>Nothing matches.</source>
        <translation>찾은 것이 없습니다.</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>고정됨</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>January</source>
        <translation>1월</translation>
    </message>
    <message>
        <source>February</source>
        <translation>2월</translation>
    </message>
    <message>
        <source>March</source>
        <translation>3월</translation>
    </message>
    <message>
        <source>April</source>
        <translation>4월</translation>
    </message>
    <message>
        <source>May</source>
        <translation>5월</translation>
    </message>
    <message>
        <source>June</source>
        <translation>6월</translation>
    </message>
    <message>
        <source>July</source>
        <translation>7월</translation>
    </message>
    <message>
        <source>August</source>
        <translation>8월</translation>
    </message>
    <message>
        <source>September</source>
        <translation>9월</translation>
    </message>
    <message>
        <source>October</source>
        <translation>10월</translation>
    </message>
    <message>
        <source>November</source>
        <translation>11월</translation>
    </message>
    <message>
        <source>December</source>
        <translation>12월</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>오늘</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>어제</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>이번 주</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{year}년 {month}</translation>
    </message>
    <message>
        <source>Folder {name}, open, {count} conversations</source>
        <translation>{name} 폴더, 열림, 대화 {count}개</translation>
    </message>
    <message>
        <source>Folder {name}, closed, {count} conversations</source>
        <translation>{name} 폴더, 닫힘, 대화 {count}개</translation>
    </message>
    <message>
        <source>Group: {words}</source>
        <translation>그룹: {words}</translation>
    </message>
    <message>
        <source>{title}, pinned</source>
        <translation>{title}, 고정됨</translation>
    </message>
    <message>
        <source>What nobody changes for {days} days is deleted here.</source>
        <translation>이 폴더에서는 {days}일 동안 바뀌지 않은 대화가 삭제됩니다.</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>고정</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>고정 해제</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>폴더로 이동</translation>
    </message>
    <message>
        <source>Outside of folders</source>
        <translation>폴더 밖으로</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>새 폴더…</translation>
    </message>
    <message>
        <source>New folder inside…</source>
        <translation>안에 새 폴더…</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>새 폴더</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>폴더 이름</translation>
    </message>
    <message>
        <source>Make folder</source>
        <translation>폴더 만들기</translation>
    </message>
    <message>
        <source>Remove folder, keep conversations</source>
        <translation>폴더만 삭제 (대화는 그대로)</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>보관함으로 옮기기</translation>
    </message>
    <message>
        <source>Take out of the archive</source>
        <translation>보관함에서 꺼내기</translation>
    </message>
    <message>
        <source>Archived ({count})</source>
        <translation>보관함 ({count})</translation>
    </message>
    <message>
        <source>Back from the archive</source>
        <translation>보관함에서 돌아가기</translation>
    </message>
    <message>
        <source>Nothing is archived.</source>
        <translation>보관함이 비어 있습니다.</translation>
    </message>
    <message>
        <source>Delete {count} conversations</source>
        <translation>대화 {count}개 삭제</translation>
    </message>
    <message>
        <source>{count} deleted.</source>
        <translation>대화 {count}개를 삭제했습니다.</translation>
    </message>
    <message>
        <source>{count} pinned.</source>
        <translation>대화 {count}개를 고정했습니다.</translation>
    </message>
    <message>
        <source>{count} unpinned.</source>
        <translation>대화 {count}개의 고정을 해제했습니다.</translation>
    </message>
    <message>
        <source>{count} archived.</source>
        <translation>대화 {count}개를 보관함으로 옮겼습니다.</translation>
    </message>
    <message>
        <source>{count} taken out of the archive.</source>
        <translation>대화 {count}개를 보관함에서 꺼냈습니다.</translation>
    </message>
    <message>
        <source>{count} moved to “{name}”.</source>
        <translation>대화 {count}개를 “{name}” 폴더로 옮겼습니다.</translation>
    </message>
    <message>
        <source>{count} moved out of folders.</source>
        <translation>대화 {count}개를 폴더 밖으로 옮겼습니다.</translation>
    </message>
    <message>
        <source>Tags of {count} changed.</source>
        <translation>대화 {count}개의 태그를 바꿨습니다.</translation>
    </message>
    <message>
        <source>Folder “{name}” made.</source>
        <translation>“{name}” 폴더를 만들었습니다.</translation>
    </message>
    <message>
        <source>Folder renamed to “{name}”.</source>
        <translation>폴더 이름을 “{name}”(으)로 바꿨습니다.</translation>
    </message>
    <message>
        <source>Folder “{name}” moved.</source>
        <translation>“{name}” 폴더를 옮겼습니다.</translation>
    </message>
    <message>
        <source>Folder “{name}” removed; its conversations stay.</source>
        <translation>“{name}” 폴더를 삭제했습니다. 대화는 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Time of “{name}” changed.</source>
        <translation>“{name}” 폴더의 삭제 기간을 바꿨습니다.</translation>
    </message>
    <message>
        <source>Undo the change</source>
        <translation>변경 취소</translation>
    </message>
    <message>
        <source>{count} old conversations were deleted, as set.</source>
        <translation>설정에 따라 오래된 대화 {count}개를 삭제했습니다.</translation>
    </message>
    <message>
        <source>Tags…</source>
        <translation>태그…</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>태그</translation>
    </message>
    <message>
        <source>Tags of {count} conversations</source>
        <translation>대화 {count}개의 태그</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>태그 추가</translation>
    </message>
    <message>
        <source>Enter adds it; a comma, too.</source>
        <translation>Enter나 쉼표로 추가합니다.</translation>
    </message>
    <message>
        <source>Remove the tag {name}</source>
        <translation>{name} 태그 제거</translation>
    </message>
    <message>
        <source>only some of them have it</source>
        <translation>일부 대화에만 있음</translation>
    </message>
    <message>
        <source>Delete removes it; the arrow keys go on to the next.</source>
        <translation>Delete 키로 빼고, 화살표 키로 다음으로 갑니다.</translation>
    </message>
    <message>
        <source>Delete old conversations…</source>
        <translation>오래된 대화 삭제…</translation>
    </message>
    <message>
        <source>Old conversations in “{name}”</source>
        <translation>“{name}” 폴더의 오래된 대화</translation>
    </message>
    <message>
        <source>Delete conversations here after</source>
        <translation>바뀌지 않은 대화 삭제:</translation>
    </message>
    <message>
        <source>days</source>
        <translation>일 뒤</translation>
    </message>
    <message>
        <source>Days without a change until a conversation is deleted</source>
        <translation>바뀌지 않은 대화를 삭제할 때까지의 일수</translation>
    </message>
    <message>
        <source>Nothing is deleted here by its age.</source>
        <translation>여기서는 오래된 대화도 삭제하지 않습니다.</translation>
    </message>
    <message>
        <source>A conversation here that nobody changes for {days} days is deleted for good, and nothing brings it back. What is pinned stays.</source>
        <translation>여기에 있는 대화가 {days}일 동안 바뀌지 않으면 완전히 삭제되며 되돌릴 수 없습니다. 고정한 대화는 남습니다.</translation>
    </message>
    <message>
        <source>{due} of {count} are that old already: they go within the hour.</source>
        <translation>대화 {count}개 가운데 {due}개가 이미 그만큼 오래되었습니다. 한 시간 안에 삭제됩니다.</translation>
    </message>
    <message>
        <source>The first of {count} would go on {day}.</source>
        <translation>대화 {count}개 가운데 첫 번째가 {day}에 삭제됩니다.</translation>
    </message>
    <message>
        <source>There is no conversation here now that could go.</source>
        <translation>지금은 삭제될 수 있는 대화가 없습니다.</translation>
    </message>
    <message>
        <source>Export {count} conversations…</source>
        <translation>대화 {count}개 내보내기…</translation>
    </message>
    <message>
        <source>in:folder   in a folder or a title
tag:name   with a tag
before:2026-03   after:2026-03-14
model:name   is:pinned   is:archived
“exact words”   -without</source>
        <translation>안에:폴더   폴더나 제목에서
태그:이름   태그가 있는 대화
이전:2026-03   이후:2026-03-14
모델:이름   상태:고정   상태:보관
“정확한 말”   -뺄말</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>제안</translation>
    </message>
    <message>
        <source>Tab takes the marked one.</source>
        <translation>Tab 키를 누르면 강조된 항목을 씁니다.</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>고정</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>보관</translation>
    </message>
    <message>
        <source>“{written}” is no operator, and is looked for as a word. There are in:, tag:, before:, after:, model:, role: and is:.</source>
        <translation>“{written}”은(는) 검색 조건이 아니어서 단어로 찾습니다. 안에:, 태그:, 이전:, 이후:, 모델:, 역할:, 상태:를 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>“{written}” names no day. Write a year, a month or a day, as in before:2026, before:2026-03 or before:2026-03-14.</source>
        <translation>“{written}”은(는) 날짜가 아닙니다. 이전:2026, 이전:2026-03, 이전:2026-03-14처럼 연도, 달 또는 날을 쓰세요.</translation>
    </message>
    <message>
        <source>“{written}” is not known. There are is:pinned and is:archived.</source>
        <translation>“{written}”은(는) 알 수 없습니다. 상태:고정과 상태:보관을 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>“{written}” is not known. There are role:user and role:assistant.</source>
        <translation>“{written}”은(는) 알 수 없습니다. 역할:사용자와 역할:어시스턴트를 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>No day is after the one and before the other.</source>
        <translation>한 날짜의 뒤이면서 다른 날짜의 앞인 날이 없습니다.</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>이 대화에서 찾기</translation>
    </message>
    <message>
        <source>{index} of {total}</source>
        <translation>{total}개 중 {index}번째</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>결과 없음</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>이전 결과</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>다음 결과</translation>
    </message>
    <message>
        <source>Show all {lines} lines</source>
        <translation>{lines}줄 모두 보기</translation>
    </message>
    <message>
        <source>Copy as plain text</source>
        <translation>서식 없이 복사</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Markdown으로 복사</translation>
    </message>
    <message>
        <source>Copy conversation</source>
        <translation>대화 복사</translation>
    </message>
    <message>
        <source>Continued</source>
        <translation>이어서 썼습니다</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>다시 답하기</translation>
    </message>
    <message>
        <source>Shorter</source>
        <translation>더 짧게</translation>
    </message>
    <message>
        <source>Longer</source>
        <translation>더 길게</translation>
    </message>
    <message>
        <source>More careful</source>
        <translation>더 신중하게</translation>
    </message>
    <message>
        <source>With another model</source>
        <translation>다른 모델로</translation>
    </message>
    <message>
        <source>There is no other model on this computer</source>
        <translation>이 컴퓨터에 다른 모델이 없습니다</translation>
    </message>
    <message>
        <source>Edit message</source>
        <translation>메시지 수정</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>다른 작업</translation>
    </message>
    <message>
        <source>Continue in a new conversation</source>
        <translation>새 대화에서 이어 가기</translation>
    </message>
    <message>
        <source>Pin message</source>
        <translation>메시지 고정</translation>
    </message>
    <message>
        <source>Unpin message</source>
        <translation>메시지 고정 해제</translation>
    </message>
    <message>
        <source>Pinned: the model always sees this message</source>
        <translation>고정됨: 모델이 이 메시지를 항상 봅니다</translation>
    </message>
    <message>
        <source>Delete message</source>
        <translation>메시지 삭제</translation>
    </message>
    <message>
        <source>Delete message and answer</source>
        <translation>메시지와 답변 삭제</translation>
    </message>
    <message>
        <source>Earlier version</source>
        <translation>이전 버전</translation>
    </message>
    <message>
        <source>Later version</source>
        <translation>다음 버전</translation>
    </message>
    <message>
        <source>Answer {place} of {of}</source>
        <translation>답변 {of}개 중 {place}번째</translation>
    </message>
    <message>
        <source>Message {place} of {of}</source>
        <translation>메시지 {of}개 중 {place}번째</translation>
    </message>
    <message>
        <source>Edited message</source>
        <translation>수정 중인 메시지</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>다시 보내기</translation>
    </message>
    <message>
        <source>Message deleted</source>
        <translation>메시지를 삭제했습니다</translation>
    </message>
    <message>
        <source>Message changed</source>
        <translation>메시지를 수정했습니다</translation>
    </message>
    <message>
        <source>Answered again</source>
        <translation>다시 답했습니다</translation>
    </message>
    <message>
        <source>{model} is the chosen model now</source>
        <translation>이제 선택된 모델은 {model}입니다</translation>
    </message>
    <message>
        <source>This is a new conversation with everything up to there</source>
        <translation>거기까지의 내용이 담긴 새 대화입니다</translation>
    </message>
    <message>
        <source>Enter sends · Shift+Enter breaks the line · / prompts · @ assistants · # documents</source>
        <translation>Enter로 보내기 · Shift+Enter로 줄바꿈 · / 프롬프트 · @ 어시스턴트 · # 문서</translation>
    </message>
    <message>
        <source>{used} of {size} tokens of the context window are used</source>
        <translation>컨텍스트 창 {size}토큰 중 {used}토큰 사용</translation>
    </message>
    <message>
        <source>About {used} of {size} tokens of the context window are used</source>
        <translation>컨텍스트 창 {size}토큰 중 약 {used}토큰 사용</translation>
    </message>
    <message>
        <source>What the model is given with the next message</source>
        <translation>다음 메시지와 함께 모델에 전달되는 내용</translation>
    </message>
    <message>
        <source>Context window</source>
        <translation>컨텍스트 창</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>지침</translation>
    </message>
    <message>
        <source>Documents, at most</source>
        <translation>문서(최대)</translation>
    </message>
    <message>
        <source>What you are writing</source>
        <translation>쓰고 있는 메시지</translation>
    </message>
    <message>
        <source>Room for the answer</source>
        <translation>답변을 쓸 자리</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>남은 자리</translation>
    </message>
    <message>
        <source>The message does not fit. Shorten it, or attach less.</source>
        <translation>메시지가 너무 깁니다. 줄이거나 첨부를 줄여 주세요.</translation>
    </message>
    <message>
        <source>Messages left out because they do not fit: {count}</source>
        <translation>자리가 모자라 빠진 메시지: {count}개</translation>
    </message>
    <message>
        <source>The model no longer sees what stands above</source>
        <translation>모델은 이 위의 내용을 더는 보지 못합니다</translation>
    </message>
    <message>
        <source>Prompts of the library</source>
        <translation>저장된 프롬프트</translation>
    </message>
    <message>
        <source>Assistants and models</source>
        <translation>어시스턴트와 모델</translation>
    </message>
    <message>
        <source>{name} answers here</source>
        <translation>이 대화에서는 {name}이(가) 답합니다</translation>
    </message>
    <message>
        <source>Sum up what is above</source>
        <translation>위의 내용 요약하기</translation>
    </message>
    <message>
        <source>Sum up all of it</source>
        <translation>전체를 다시 요약하기</translation>
    </message>
    <message>
        <source>Edit summary…</source>
        <translation>요약 수정…</translation>
    </message>
    <message>
        <source>Remove summary</source>
        <translation>요약 삭제</translation>
    </message>
    <message>
        <source>Instead of what stands above, the model sees this summary</source>
        <translation>모델은 이 위의 내용 대신 이 요약을 봅니다</translation>
    </message>
    <message>
        <source>The model sees a summary of what stands above, without the last of it</source>
        <translation>모델은 이 위의 내용을 요약으로 보지만 마지막 부분은 빠져 있습니다</translation>
    </message>
    <message>
        <source>Summing up…</source>
        <translation>요약하는 중…</translation>
    </message>
    <message>
        <source>Summing up, part {part} of {parts}…</source>
        <translation>요약하는 중: {parts}부분 가운데 {part}번째…</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>요약</translation>
    </message>
    <message>
        <source>The model is given this text in place of the older messages.</source>
        <translation>모델에는 이전 메시지 대신 이 글이 전달됩니다.</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>There is nothing to sum up</source>
        <translation>요약할 것이 없습니다</translation>
    </message>
    <message>
        <source>No messages stand above that the model does not see.</source>
        <translation>모델이 보지 못하는 메시지가 위에 없습니다.</translation>
    </message>
    <message>
        <source>Write on: a summary can be made once something no longer fits.</source>
        <translation>계속 쓰세요. 들어가지 않는 내용이 생기면 요약할 수 있습니다.</translation>
    </message>
    <message>
        <source>New temporary chat</source>
        <translation>새 임시 대화</translation>
    </message>
    <message>
        <source>New temporary chat, kept nowhere (Ctrl+Shift+N)</source>
        <translation>어디에도 남지 않는 새 임시 대화 (Ctrl+Shift+N)</translation>
    </message>
    <message>
        <source>Temporary chat. Nothing of it is kept: it is gone when you leave it.</source>
        <translation>임시 대화입니다. 아무것도 남지 않으며, 나가면 사라집니다.</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>남겨 두기</translation>
    </message>
    <message>
        <source>Move this chat into your conversations</source>
        <translation>이 대화를 내 대화 목록으로 옮기기</translation>
    </message>
    <message>
        <source>Leave the temporary chat?</source>
        <translation>임시 대화에서 나갈까요?</translation>
    </message>
    <message>
        <source>Nothing of it is kept anywhere. Once you leave, it cannot be brought back.</source>
        <translation>이 대화는 어디에도 남지 않습니다. 나가면 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Let it go</source>
        <translation>그냥 나가기</translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>계속 있기</translation>
    </message>
    <message>
        <source>How answers are written</source>
        <translation>답변 방식</translation>
    </message>
    <message>
        <source>How answers are written (Ctrl+Shift+S)</source>
        <translation>답변 방식 (Ctrl+Shift+S)</translation>
    </message>
    <message>
        <source>This conversation</source>
        <translation>이 대화</translation>
    </message>
    <message>
        <source>This model</source>
        <translation>이 모델</translation>
    </message>
    <message>
        <source>Holds from the next answer on, in this conversation alone.</source>
        <translation>이 대화에만, 다음 답변부터 적용됩니다.</translation>
    </message>
    <message>
        <source>Holds for {name}, wherever a conversation says nothing else.</source>
        <translation>대화에서 따로 정하지 않으면 {name} 모델에 적용됩니다.</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>먼저 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>스타일</translation>
    </message>
    <message>
        <source>Close to the likeliest words. For facts and code.</source>
        <translation>가장 그럴듯한 말에 가깝게 씁니다. 사실 확인과 코드에 알맞습니다.</translation>
    </message>
    <message>
        <source>The usual mixture.</source>
        <translation>보통의 조합입니다.</translation>
    </message>
    <message>
        <source>Livelier and less predictable. For ideas and stories.</source>
        <translation>더 생동감 있고 예측하기 어렵습니다. 아이디어와 이야기에 알맞습니다.</translation>
    </message>
    <message>
        <source>A mixture of its own.</source>
        <translation>직접 정한 조합입니다.</translation>
    </message>
    <message>
        <source>Imagination</source>
        <translation>상상력</translation>
    </message>
    <message>
        <source>Choice of words</source>
        <translation>어휘의 폭</translation>
    </message>
    <message>
        <source>Avoid repetition</source>
        <translation>반복 피하기</translation>
    </message>
    <message>
        <source>Candidates for a word</source>
        <translation>단어 후보 수</translation>
    </message>
    <message>
        <source>Leave out the unlikely</source>
        <translation>드문 말 빼기</translation>
    </message>
    <message>
        <source>Usual wording</source>
        <translation>평범한 표현</translation>
    </message>
    <message>
        <source>Near the best</source>
        <translation>최선에 가까운 말</translation>
    </message>
    <message>
        <source>How far to look back</source>
        <translation>돌아보는 범위</translation>
    </message>
    <message>
        <source>Frequent words</source>
        <translation>자주 쓴 말</translation>
    </message>
    <message>
        <source>New subjects</source>
        <translation>새로운 화제</translation>
    </message>
    <message>
        <source>Repeated phrases</source>
        <translation>되풀이되는 구절</translation>
    </message>
    <message>
        <source>Longer phrases</source>
        <translation>더 긴 구절</translation>
    </message>
    <message>
        <source>Free repetitions</source>
        <translation>허용하는 반복</translation>
    </message>
    <message>
        <source>Looking back for phrases</source>
        <translation>구절을 돌아보는 범위</translation>
    </message>
    <message>
        <source>Avoid the obvious</source>
        <translation>뻔한 말 피하기</translation>
    </message>
    <message>
        <source>What is obvious</source>
        <translation>뻔한 말의 기준</translation>
    </message>
    <message>
        <source>Moving imagination</source>
        <translation>움직이는 상상력</translation>
    </message>
    <message>
        <source>How it moves</source>
        <translation>움직이는 방식</translation>
    </message>
    <message>
        <source>Even surprise</source>
        <translation>고른 의외성</translation>
    </message>
    <message>
        <source>Target of surprise</source>
        <translation>의외성 목표</translation>
    </message>
    <message>
        <source>Speed towards it</source>
        <translation>목표에 다가가는 속도</translation>
    </message>
    <message>
        <source>Low keeps to the likeliest words, high is freer.</source>
        <translation>낮으면 가장 그럴듯한 말을, 높으면 더 자유로운 말을 씁니다.</translation>
    </message>
    <message>
        <source>How much of the likely wording is considered.</source>
        <translation>그럴듯한 표현을 얼마나 넓게 살펴볼지 정합니다.</translation>
    </message>
    <message>
        <source>Makes words less likely that were just written; 1 is off.</source>
        <translation>방금 쓴 말을 덜 쓰게 합니다. 1이면 끕니다.</translation>
    </message>
    <message>
        <source>At most so many are considered; 0 is all.</source>
        <translation>많아도 이만큼만 살펴봅니다. 0이면 모두 살펴봅니다.</translation>
    </message>
    <message>
        <source>Drops what is far less likely than the best; 0 is off.</source>
        <translation>최선보다 훨씬 드문 말을 뺍니다. 0이면 끕니다.</translation>
    </message>
    <message>
        <source>Keeps words that surprise as much as usual; 1 is off.</source>
        <translation>의외성이 보통인 말만 남깁니다. 1이면 끕니다.</translation>
    </message>
    <message>
        <source>Keeps candidates close to the best; 0 or less is off.</source>
        <translation>최선에 가까운 후보만 남깁니다. 0 이하면 끕니다.</translation>
    </message>
    <message>
        <source>Tokens in which repetition counts; -1 is all.</source>
        <translation>반복을 살피는 토큰 수입니다. -1이면 전부입니다.</translation>
    </message>
    <message>
        <source>Lowers a word each time it was written; 0 is off.</source>
        <translation>쓸 때마다 그 말을 덜 쓰게 합니다. 0이면 끕니다.</translation>
    </message>
    <message>
        <source>Lowers a word once it was written; 0 is off.</source>
        <translation>한 번 쓴 말을 덜 쓰게 합니다. 0이면 끕니다.</translation>
    </message>
    <message>
        <source>Lowers what would repeat a phrase; 0 is off.</source>
        <translation>구절이 되풀이되는 것을 줄입니다. 0이면 끕니다.</translation>
    </message>
    <message>
        <source>How much more a longer repetition is lowered.</source>
        <translation>긴 반복을 얼마나 더 줄일지 정합니다.</translation>
    </message>
    <message>
        <source>Phrases of so many tokens may repeat.</source>
        <translation>이만한 토큰의 구절은 되풀이해도 됩니다.</translation>
    </message>
    <message>
        <source>Tokens in which phrases are looked for; -1 is all.</source>
        <translation>구절을 찾는 토큰 수입니다. -1이면 전부입니다.</translation>
    </message>
    <message>
        <source>How often the obvious words are left out; 0 is never.</source>
        <translation>뻔한 말을 얼마나 자주 뺄지 정합니다. 0이면 빼지 않습니다.</translation>
    </message>
    <message>
        <source>From which share on a word counts as obvious.</source>
        <translation>확률이 이보다 높으면 뻔한 말로 봅니다.</translation>
    </message>
    <message>
        <source>How far imagination follows the uncertainty; 0 is off.</source>
        <translation>불확실할수록 상상력을 얼마나 바꿀지 정합니다. 0이면 끕니다.</translation>
    </message>
    <message>
        <source>How strongly it follows.</source>
        <translation>얼마나 강하게 따를지 정합니다.</translation>
    </message>
    <message>
        <source>Keeps the surprise at a target, in version 1 or 2; 0 is off.</source>
        <translation>의외성을 목표에 맞춥니다. 1 또는 2 방식이며, 0이면 끕니다.</translation>
    </message>
    <message>
        <source>How surprising words may be, in bits.</source>
        <translation>말이 얼마나 의외여도 되는지 비트로 나타냅니다.</translation>
    </message>
    <message>
        <source>How fast the target is approached.</source>
        <translation>목표에 얼마나 빨리 다가갈지 정합니다.</translation>
    </message>
    <message>
        <source>Back to the usual: {name}</source>
        <translation>원래대로: {name}</translation>
    </message>
    <message>
        <source>Back to the usual values</source>
        <translation>모두 원래대로</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>답변의 최대 길이</translation>
    </message>
    <message>
        <source>Short: about half a page</source>
        <translation>짧게: 반 쪽쯤</translation>
    </message>
    <message>
        <source>Medium: a page or two</source>
        <translation>보통: 한두 쪽</translation>
    </message>
    <message>
        <source>Long: several pages</source>
        <translation>길게: 여러 쪽</translation>
    </message>
    <message>
        <source>Without a limit</source>
        <translation>제한 없음</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>토큰 {count}개</translation>
    </message>
    <message>
        <source>Reasoning before the answer</source>
        <translation>답변 전 추론</translation>
    </message>
    <message>
        <source>As the model likes</source>
        <translation>모델에 맡김</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>항상</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>하지 않음</translation>
    </message>
    <message>
        <source>What the model should keep to, such as: Answer in short sentences.</source>
        <translation>모델이 지켜야 할 것을 적으세요. 예: 짧은 문장으로 답해 줘.</translation>
    </message>
    <message>
        <source>Answer as JSON</source>
        <translation>JSON으로 답하기</translation>
    </message>
    <message>
        <source>Every answer follows this schema.</source>
        <translation>모든 답변이 이 스키마를 따릅니다.</translation>
    </message>
    <message>
        <source>JSON schema</source>
        <translation>JSON 스키마</translation>
    </message>
    <message>
        <source>Choose an example…</source>
        <translation>예시 선택…</translation>
    </message>
    <message>
        <source>Facts about a person</source>
        <translation>인물 정보</translation>
    </message>
    <message>
        <source>List of tasks</source>
        <translation>할 일 목록</translation>
    </message>
    <message>
        <source>Opinion of a text</source>
        <translation>글의 논조</translation>
    </message>
    <message>
        <source>Event with a date</source>
        <translation>날짜가 있는 행사</translation>
    </message>
    <message>
        <source>This schema can be followed.</source>
        <translation>이 스키마대로 답할 수 있습니다.</translation>
    </message>
    <message>
        <source>{problem} It stands at “{place}”.</source>
        <translation>{problem} 위치: “{place}”.</translation>
    </message>
    <message>
        <source>This is no JSON yet: look at line {line}.</source>
        <translation>아직 올바른 JSON이 아닙니다. {line}번째 줄을 보세요.</translation>
    </message>
    <message>
        <source>A schema is an object in braces.</source>
        <translation>스키마는 중괄호로 묶은 객체여야 합니다.</translation>
    </message>
    <message>
        <source>This schema is too long.</source>
        <translation>스키마가 너무 깁니다.</translation>
    </message>
    <message>
        <source>This schema is nested too deeply.</source>
        <translation>스키마가 너무 깊게 겹쳐 있습니다.</translation>
    </message>
    <message>
        <source>There is no type “{word}”.</source>
        <translation>“{word}”(이)라는 타입은 없습니다.</translation>
    </message>
    <message>
        <source>No answer can be held to “{word}” while it is written.</source>
        <translation>답변을 쓰는 동안 “{word}” 조건을 지키게 할 수 없습니다.</translation>
    </message>
    <message>
        <source>What follows “{word}” is of the wrong kind.</source>
        <translation>“{word}” 뒤에 오는 값의 종류가 맞지 않습니다.</translation>
    </message>
    <message>
        <source>“{word}” is required, but not described.</source>
        <translation>“{word}” 항목은 필수인데 설명이 없습니다.</translation>
    </message>
    <message>
        <source>The reference “{word}” leads nowhere in this schema.</source>
        <translation>“{word}” 참조가 이 스키마에서 가리키는 곳이 없습니다.</translation>
    </message>
    <message>
        <source>{words} (as usual)</source>
        <translation>{words} (기본값)</translation>
    </message>
    <message>
        <source>This chat is temporary</source>
        <translation>임시 대화입니다</translation>
    </message>
    <message>
        <source>Another conversation that begins with it would be kept.</source>
        <translation>여기서 시작하는 다른 대화는 저장됩니다.</translation>
    </message>
    <message>
        <source>Keep this one first, then go on from here.</source>
        <translation>먼저 이 대화를 남겨 둔 다음 여기서 이어 가세요.</translation>
    </message>
    <message>
        <source>Choose the model</source>
        <translation>모델 선택</translation>
    </message>
    <message>
        <source>Go to the message field</source>
        <translation>메시지 입력란으로 이동</translation>
    </message>
    <message>
        <source>Stop the answer, or go back</source>
        <translation>답변 중지 또는 뒤로 가기</translation>
    </message>
    <message>
        <source>Next conversation</source>
        <translation>다음 대화</translation>
    </message>
    <message>
        <source>Previous conversation</source>
        <translation>이전 대화</translation>
    </message>
    <message>
        <source>All commands…</source>
        <translation>모든 명령…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Change shortcuts…</source>
        <translation>단축키 변경…</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>이동</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>창</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <source>Send the message</source>
        <translation>메시지 보내기</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>줄바꿈</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>잘라내기</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>붙여넣기</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>창의 다음 부분</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>창의 이전 부분</translation>
    </message>
    <message>
        <source>Always the same</source>
        <translation>항상 같은 키</translation>
    </message>
    <message>
        <source>Type what you want to do or find</source>
        <translation>하려는 일이나 찾는 것을 입력하세요</translation>
    </message>
    <message>
        <source>Commands, conversations and models</source>
        <translation>명령, 대화, 모델</translation>
    </message>
    <message>
        <source>Nothing fits.</source>
        <translation>맞는 것이 없습니다.</translation>
    </message>
    <message>
        <source>Change shortcuts</source>
        <translation>단축키 변경</translation>
    </message>
    <message>
        <source>Search shortcuts</source>
        <translation>단축키 검색</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>명령과 단축키</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>키</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>새 키</translation>
    </message>
    <message>
        <source>Choose a command, press Enter, then press its new keys.</source>
        <translation>명령을 선택하고 Enter를 누른 다음 새 키를 누르세요.</translation>
    </message>
    <message>
        <source>{keys} is used by “{command}”. Replace it?</source>
        <translation>{keys}: “{command}”에서 쓰고 있습니다. 바꿀까요?</translation>
    </message>
    <message>
        <source>{keys} is needed for writing. Add Ctrl or Alt, or take a function key.</source>
        <translation>{keys}: 글을 쓸 때 필요한 키입니다. Ctrl이나 Alt를 함께 누르거나 기능 키를 쓰세요.</translation>
    </message>
    <message>
        <source>{keys} always does this: {act}. Choose other keys.</source>
        <translation>{keys}: 항상 “{act}”에 쓰입니다. 다른 키를 선택하세요.</translation>
    </message>
    <message>
        <source>“{command}” now has {keys}.</source>
        <translation>“{command}”의 단축키: {keys}</translation>
    </message>
    <message>
        <source>“{command}” has no keys now.</source>
        <translation>“{command}”에 단축키가 없습니다.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>바꾸기</translation>
    </message>
    <message>
        <source>Usual keys</source>
        <translation>기본 키</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>키 없음</translation>
    </message>
    <message>
        <source>All as usual</source>
        <translation>모두 기본값으로</translation>
    </message>
    <message>
        <source>All shortcuts are as usual.</source>
        <translation>모든 단축키가 기본값입니다.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>This is a defect of ours. Your conversation is still open. This is the whole report: it holds nothing that you wrote or read, and it stays on this computer. Nothing is sent.</source>
        <translation>저희 쪽의 결함입니다. 대화는 그대로 열려 있습니다. 아래가 보고서의 전부입니다. 쓰거나 읽은 내용은 들어 있지 않으며, 이 컴퓨터에만 있습니다. 아무것도 보내지 않습니다.</translation>
    </message>
    <message>
        <source>Snug ended unexpectedly</source>
        <translation>Snug가 예기치 않게 종료되었습니다</translation>
    </message>
    <message>
        <source>This was written down as Snug ended. This is the whole report: it holds nothing that you wrote or read, and it stays on this computer. Nothing is sent.</source>
        <translation>Snug가 종료될 때 적어 둔 것입니다. 아래가 보고서의 전부입니다. 쓰거나 읽은 내용은 들어 있지 않으며, 이 컴퓨터에만 있습니다. 아무것도 보내지 않습니다.</translation>
    </message>
    <message>
        <source>Snug ended unexpectedly last time. What was said until then is here; an answer that was cut off is marked.</source>
        <translation>지난번에 Snug가 예기치 않게 종료되었습니다. 그때까지의 대화는 그대로 있으며, 끊긴 답변에는 표시가 있습니다.</translation>
    </message>
    <message>
        <source>Show report</source>
        <translation>보고서 보기</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>보고서</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>보고서 저장…</translation>
    </message>
    <message>
        <source>The report is on the clipboard.</source>
        <translation>보고서를 클립보드에 복사했습니다.</translation>
    </message>
    <message>
        <source>The report was saved as {name}.</source>
        <translation>보고서를 저장했습니다: {name}</translation>
    </message>
    <message>
        <source>The report could not be saved: {reason}. Choose another folder.</source>
        <translation>보고서를 저장하지 못했습니다: {reason}. 다른 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>Restart Snug</source>
        <translation>Snug 다시 시작</translation>
    </message>
    <message>
        <source>Quick question</source>
        <translation>빠른 질문</translation>
    </message>
    <message>
        <source>Quick question and tray…</source>
        <translation>빠른 질문과 트레이…</translation>
    </message>
    <message>
        <source>Ask something</source>
        <translation>무엇이든 물어보세요</translation>
    </message>
    <message>
        <source>Keep in the history</source>
        <translation>대화 기록에 남기기</translation>
    </message>
    <message>
        <source>Otherwise nothing of it is kept, and it is gone once this window closes.</source>
        <translation>남기지 않으면 아무것도 저장되지 않으며, 이 창을 닫으면 사라집니다.</translation>
    </message>
    <message>
        <source>New question</source>
        <translation>새 질문</translation>
    </message>
    <message>
        <source>Open in Snug</source>
        <translation>Snug에서 열기</translation>
    </message>
    <message>
        <source>Snug is locked.</source>
        <translation>Snug가 잠겨 있습니다.</translation>
    </message>
    <message>
        <source>Unlock Snug</source>
        <translation>Snug 잠금 해제</translation>
    </message>
    <message>
        <source>Quick question and tray</source>
        <translation>빠른 질문과 트레이</translation>
    </message>
    <message>
        <source>A small window for one question, over whatever you are doing. It can be opened by keys that hold everywhere.</source>
        <translation>하던 일 위에 띄우는 작은 질문 창입니다. 어디서나 쓸 수 있는 키로 엽니다.</translation>
    </message>
    <message>
        <source>Keys that hold everywhere</source>
        <translation>어디서나 쓸 수 있는 키</translation>
    </message>
    <message>
        <source>They hold while Snug runs. Leave the field empty for none.</source>
        <translation>Snug가 실행되는 동안 쓸 수 있습니다. 쓰지 않으려면 비워 두세요.</translation>
    </message>
    <message>
        <source>This system lets no application take such keys by itself. Bind keys to this command in the keyboard settings of your system; it opens the quick window of the Snug that runs: {command}</source>
        <translation>이 시스템에서는 프로그램이 이런 키를 직접 정할 수 없습니다. 시스템의 키보드 설정에서 다음 명령에 키를 지정하세요. 실행 중인 Snug의 빠른 질문 창이 열립니다: {command}</translation>
    </message>
    <message>
        <source>{keys} is taken by another program. Choose other keys.</source>
        <translation>{keys}: 다른 프로그램이 쓰고 있습니다. 다른 키를 선택하세요.</translation>
    </message>
    <message>
        <source>{keys} cannot hold everywhere. Add Ctrl, Alt or the system key.</source>
        <translation>{keys}: 어디서나 쓸 수 없는 키입니다. Ctrl, Alt 또는 시스템 키를 함께 누르세요.</translation>
    </message>
    <message>
        <source>Keep running in the tray when the window is closed</source>
        <translation>창을 닫아도 트레이에서 계속 실행</translation>
    </message>
    <message>
        <source>This desktop has no tray: closing the window ends Snug.</source>
        <translation>이 데스크톱에는 트레이가 없어 창을 닫으면 Snug가 종료됩니다.</translation>
    </message>
    <message>
        <source>Snug</source>
        <translation>Snug</translation>
    </message>
    <message>
        <source>Show Snug</source>
        <translation>Snug 보이기</translation>
    </message>
    <message>
        <source>First steps…</source>
        <translation>시작 안내…</translation>
    </message>
    <message>
        <source>{number} of {total}</source>
        <translation>{total}단계 중 {number}단계</translation>
    </message>
    <message>
        <source>Skip (Esc)</source>
        <translation>건너뛰기 (Esc)</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>시작하기</translation>
    </message>
    <message>
        <source>Welcome to Snug</source>
        <translation>Snug에 오신 것을 환영합니다</translation>
    </message>
    <message>
        <source>The model runs on this computer. What you write and read stays here; there is no account, and nothing is reported to anyone.</source>
        <translation>모델은 이 컴퓨터에서 실행됩니다. 쓰고 읽는 내용은 이 컴퓨터에만 있습니다. 계정이 없고, 누구에게도 아무것도 알리지 않습니다.</translation>
    </message>
    <message>
        <source>With a passphrase your conversations are kept, encrypted. Without one they are gone when Snug closes.</source>
        <translation>암호문구를 정하면 대화가 암호화되어 저장됩니다. 정하지 않으면 Snug를 닫을 때 사라집니다.</translation>
    </message>
    <message>
        <source>Choose a passphrase…</source>
        <translation>암호문구 정하기…</translation>
    </message>
    <message>
        <source>Your conversations are kept, encrypted.</source>
        <translation>대화가 암호화되어 저장됩니다.</translation>
    </message>
    <message>
        <source>Your model</source>
        <translation>사용할 모델</translation>
    </message>
    <message>
        <source>Looking at this computer…</source>
        <translation>이 컴퓨터를 살펴보는 중…</translation>
    </message>
    <message>
        <source>This computer has {cores} processor cores and {memory} of memory.</source>
        <translation>이 컴퓨터에는 프로세서 코어 {cores}개와 메모리 {memory}가 있습니다.</translation>
    </message>
    <message>
        <source>This computer has {cores} processor cores, {memory} of memory, and a graphics card: {gpu} with {gpu_memory}.</source>
        <translation>이 컴퓨터에는 프로세서 코어 {cores}개, 메모리 {memory}, 그래픽 카드({gpu}, {gpu_memory})가 있습니다.</translation>
    </message>
    <message>
        <source>{name} is here and ready.</source>
        <translation>준비된 모델: {name}.</translation>
    </message>
    <message>
        <source>{name} is here and ready. It is very small: good for a first look, weak with facts.</source>
        <translation>준비된 모델: {name}. 아주 작아서 둘러보기에는 좋지만, 사실을 묻거나 한국어로 묻기에는 약합니다.</translation>
    </message>
    <message>
        <source>There is no model here yet.</source>
        <translation>아직 모델이 없습니다.</translation>
    </message>
    <message>
        <source>There is room for model files of up to about {size}.</source>
        <translation>약 {size}까지의 모델 파일을 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>{name} ({size}) would fit here and answer better.</source>
        <translation>{name}({size})도 여기서 쓸 수 있으며 더 잘 답합니다.</translation>
    </message>
    <message>
        <source>Models of other programs on this computer; they stay where they are:</source>
        <translation>이 컴퓨터의 다른 프로그램에 있는 모델입니다. 파일은 제자리에 그대로 둡니다.</translation>
    </message>
    <message>
        <source>Use {name} · {size} · {program}</source>
        <translation>{name} 쓰기 · {size} · {program}</translation>
    </message>
    <message>
        <source>{name} is chosen, and loads in the background.</source>
        <translation>{name} 모델을 선택했습니다. 백그라운드에서 불러옵니다.</translation>
    </message>
    <message>
        <source>What you already have</source>
        <translation>이미 가지고 있는 자료</translation>
    </message>
    <message>
        <source>Snug can answer from your documents, which stay where they are, and take in conversations that you had elsewhere.</source>
        <translation>Snug는 문서를 바탕으로 답하고, 다른 프로그램에서 나눈 대화도 가져올 수 있습니다. 문서는 제자리에 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Add a folder of documents…</source>
        <translation>문서 폴더 추가…</translation>
    </message>
    <message>
        <source>All of this can be done at any time, from the menu.</source>
        <translation>모두 나중에 메뉴에서도 할 수 있습니다.</translation>
    </message>
    <message>
        <source>Next place found</source>
        <translation>다음 검색 결과</translation>
    </message>
    <message>
        <source>Previous place found</source>
        <translation>이전 검색 결과</translation>
    </message>
    <message>
        <source>Pin the chosen conversations</source>
        <translation>선택한 대화 고정</translation>
    </message>
    <message>
        <source>Move the chosen conversations</source>
        <translation>선택한 대화 옮기기</translation>
    </message>
    <message>
        <source>Tags of the chosen conversations</source>
        <translation>선택한 대화의 태그</translation>
    </message>
    <message>
        <source>Archive the chosen conversations</source>
        <translation>선택한 대화 보관함으로 옮기기</translation>
    </message>
    <message>
        <source>Copy the last answer</source>
        <translation>마지막 답변 복사</translation>
    </message>
    <message>
        <source>Answer once more</source>
        <translation>다시 답하기</translation>
    </message>
    <message>
        <source>Edit the last message</source>
        <translation>마지막 메시지 수정</translation>
    </message>
    <message>
        <source>Version before, in a message</source>
        <translation>메시지의 이전 버전</translation>
    </message>
    <message>
        <source>Version after, in a message</source>
        <translation>메시지의 다음 버전</translation>
    </message>
    <message>
        <source>Delete the chosen conversations</source>
        <translation>선택한 대화 삭제</translation>
    </message>
    <message>
        <source>Rename the chosen conversation</source>
        <translation>선택한 대화 이름 바꾸기</translation>
    </message>
    <message>
        <source>Nothing to look at yet</source>
        <translation>아직 살펴볼 것이 없습니다</translation>
    </message>
    <message>
        <source>This answer has no text, or is still being written.</source>
        <translation>이 답변에는 내용이 없거나 아직 쓰는 중입니다.</translation>
    </message>
    <message>
        <source>Wait until it has ended.</source>
        <translation>끝날 때까지 기다려 주세요.</translation>
    </message>
    <message>
        <source>No model wrote this</source>
        <translation>모델이 쓴 글이 아닙니다</translation>
    </message>
    <message>
        <source>These are sentences of your documents, put together without a model.</source>
        <translation>모델 없이 문서의 문장을 모은 답변입니다.</translation>
    </message>
    <message>
        <source>Its sources show where they stand.</source>
        <translation>출처를 보면 문장이 어디에 있는지 알 수 있습니다.</translation>
    </message>
    <message>
        <source>How sure was it?</source>
        <translation>얼마나 확신했나요?</translation>
    </message>
    <message>
        <source>Reading the answer again…</source>
        <translation>답변을 다시 읽는 중…</translation>
    </message>
    <message>
        <source>As {model} finds it now</source>
        <translation>{model}이(가) 지금 판단한 결과</translation>
    </message>
    <message>
        <source>On average {percent} likely, word piece by word piece</source>
        <translation>단어 조각마다 평균 확률 {percent}</translation>
    </message>
    <message>
        <source>80 % and more</source>
        <translation>80% 이상</translation>
    </message>
    <message>
        <source>50 to 80 %</source>
        <translation>50~80%</translation>
    </message>
    <message>
        <source>20 to 50 %</source>
        <translation>20~50%</translation>
    </message>
    <message>
        <source>below 20 %</source>
        <translation>20% 미만</translation>
    </message>
    <message>
        <source>The answer, word piece by word piece</source>
        <translation>단어 조각으로 나눈 답변</translation>
    </message>
    <message>
        <source>Click a word or move with the arrow keys.</source>
        <translation>단어를 누르거나 화살표 키로 옮겨 보세요.</translation>
    </message>
    <message>
        <source>“{piece}”: {percent}</source>
        <translation>“{piece}”: {percent}</translation>
    </message>
    <message>
        <source>The number of a source; it doesn't count.</source>
        <translation>출처 번호이므로 세지 않습니다.</translation>
    </message>
    <message>
        <source>What could have come here</source>
        <translation>여기에 올 수 있었던 것</translation>
    </message>
    <message>
        <source>{piece}  –  {percent}</source>
        <translation>{piece}  –  {percent}</translation>
    </message>
    <message>
        <source>(the answer ends)</source>
        <translation>(답변 끝)</translation>
    </message>
    <message>
        <source>(part of a character)</source>
        <translation>(글자의 일부)</translation>
    </message>
    <message>
        <source>(space)</source>
        <translation>(빈칸)</translation>
    </message>
    <message>
        <source>(new line)</source>
        <translation>(줄바꿈)</translation>
    </message>
    <message>
        <source>Continue from here</source>
        <translation>여기서부터 이어 쓰기</translation>
    </message>
    <message>
        <source>Writes the answer anew from this word on, as another version</source>
        <translation>이 단어부터 답변을 새로 써서 다른 버전으로 남깁니다</translation>
    </message>
    <message>
        <source>An answer from documents is checked as a whole: it can't go on from a single word.</source>
        <translation>문서에서 나온 답변은 전체를 확인하므로 단어 하나에서 이어 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>An answer is being written. Try again when it has ended.</source>
        <translation>답변을 쓰는 중입니다. 끝난 뒤에 다시 시도하세요.</translation>
    </message>
    <message>
        <source>What did each document change?</source>
        <translation>문서마다 무엇이 달라졌나요?</translation>
    </message>
    <message>
        <source>Read it without this document</source>
        <translation>이 문서 없이 읽기</translation>
    </message>
    <message>
        <source>Reading the answer without {name}…</source>
        <translation>{name} 없이 답변을 다시 읽는 중…</translation>
    </message>
    <message>
        <source>{name} made the answer likelier: each word piece {factor} times, on average.</source>
        <translation>{name} 덕분에 답변의 확률이 높아졌습니다. 단어 조각마다 평균 {factor}배입니다.</translation>
    </message>
    <message>
        <source>{name} made the answer less likely: without it each word piece is {factor} times as likely, on average.</source>
        <translation>{name} 때문에 답변의 확률이 낮아졌습니다. 이 문서가 없으면 단어 조각마다 평균 {factor}배입니다.</translation>
    </message>
    <message>
        <source>{name} hardly changed how likely the answer is.</source>
        <translation>{name}은(는) 답변의 확률을 거의 바꾸지 않았습니다.</translation>
    </message>
    <message>
        <source>Log-probability of a word piece: {with_it} with it, {without_it} without it, {tokens} pieces</source>
        <translation>단어 조각의 로그 확률: 있을 때 {with_it}, 없을 때 {without_it}, 조각 {tokens}개</translation>
    </message>
    <message>
        <source>Another model wrote this answer. This one only judges it.</source>
        <translation>다른 모델이 쓴 답변입니다. 이 모델은 판단만 합니다.</translation>
    </message>
    <message>
        <source>It isn't known which model wrote this answer.</source>
        <translation>어느 모델이 쓴 답변인지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>The model thought before it answered. Its thoughts are not read again.</source>
        <translation>모델이 답하기 전에 생각을 했습니다. 그 생각은 다시 읽지 않습니다.</translation>
    </message>
    <message>
        <source>What the model had read when it wrote this was not the same as now.</source>
        <translation>이 답변을 쓸 때 모델이 읽은 것은 지금과 같지 않습니다.</translation>
    </message>
    <message>
        <source>The documents were searched again for this.</source>
        <translation>이를 위해 문서를 다시 찾았습니다.</translation>
    </message>
    <message>
        <source>A sentence that the answer names as its source was not found again.</source>
        <translation>답변이 출처로 든 문장 하나를 다시 찾지 못했습니다.</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>비교하기…</translation>
    </message>
    <message>
        <source>Ask several models or styles at once, and go on with the better answer</source>
        <translation>여러 모델이나 스타일에 한꺼번에 묻고 더 나은 답변으로 이어 갑니다</translation>
    </message>
    <message>
        <source>Compare answers</source>
        <translation>답변 비교</translation>
    </message>
    <message>
        <source>Message to all of them</source>
        <translation>모두에게 보낼 메시지</translation>
    </message>
    <message>
        <source>An answer is being written in this conversation. Try again when it has ended.</source>
        <translation>이 대화에서 답변을 쓰는 중입니다. 끝난 뒤에 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Model of answer {number}</source>
        <translation>답변 {number}의 모델</translation>
    </message>
    <message>
        <source>Style of answer {number}</source>
        <translation>답변 {number}의 스타일</translation>
    </message>
    <message>
        <source>Answer {number}</source>
        <translation>답변 {number}</translation>
    </message>
    <message>
        <source>As in the settings</source>
        <translation>설정대로</translation>
    </message>
    <message>
        <source>Add an answer</source>
        <translation>답변 추가</translation>
    </message>
    <message>
        <source>Remove the last answer</source>
        <translation>마지막 답변 빼기</translation>
    </message>
    <message>
        <source>Ask all</source>
        <translation>모두에게 묻기</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>모두 중지</translation>
    </message>
    <message>
        <source>Continue with this one</source>
        <translation>이 답변으로 계속</translation>
    </message>
    <message>
        <source>Seeing which models fit in memory together…</source>
        <translation>어떤 모델이 메모리에 함께 들어가는지 확인하는 중…</translation>
    </message>
    <message>
        <source>Written together with the others</source>
        <translation>다른 답변과 함께 씁니다</translation>
    </message>
    <message>
        <source>Loaded beside the chosen model for this comparison</source>
        <translation>이 비교를 위해 선택한 모델과 함께 불러옵니다</translation>
    </message>
    <message>
        <source>No answer: {sentence}</source>
        <translation>답변 없음: {sentence}</translation>
    </message>
    <message>
        <source>Reset the counts</source>
        <translation>횟수 초기화</translation>
    </message>
    <message>
        <source>Which model you go on with is counted here on this computer only.</source>
        <translation>어느 모델로 이어 갔는지는 이 컴퓨터에서만 셉니다.</translation>
    </message>
    <message>
        <source>No file of this model yet</source>
        <translation>이 모델의 파일이 아직 없습니다</translation>
    </message>
    <message>
        <source>The catalog describes “{name}”, but names no file of it that Snug could fetch.</source>
        <translation>“{name}”은(는) 목록에 설명되어 있지만 Snug가 받을 수 있는 파일은 적혀 있지 않습니다.</translation>
    </message>
    <message>
        <source>Open a GGUF file of it that you have, or choose another model.</source>
        <translation>가지고 있는 GGUF 파일을 열거나 다른 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>Searched by words only: the search model is missing or didn't start.</source>
        <translation>검색 모델이 없거나 시작되지 않아 단어로만 찾았습니다.</translation>
    </message>
    <message>
        <source>Looking for files in what was added…</source>
        <translation>추가한 곳에서 파일을 찾는 중…</translation>
    </message>
    <message>
        <source>With the message: {names}</source>
        <translation>메시지와 함께: {names}</translation>
    </message>
    <message>
        <source>As answers are written in this conversation.</source>
        <translation>이 대화에서 답변을 쓰는 방식 그대로입니다.</translation>
    </message>
    <message>
        <source>{name} (chosen {chosen} of {compared} times)</source>
        <translation>{name} ({compared}번 중 {chosen}번 선택)</translation>
    </message>
    <message>
        <source>Stop answer {number}</source>
        <translation>답변 {number} 중지</translation>
    </message>
    <message>
        <source>Copy answer {number}</source>
        <translation>답변 {number} 복사</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Speed of answer {number}</source>
        <translation>답변 {number}의 속도</translation>
    </message>
    <message>
        <source>{speed} tokens/s</source>
        <translation>초당 {speed}토큰</translation>
    </message>
    <message>
        <source>first word after {seconds} s</source>
        <translation>첫 단어까지 {seconds}초</translation>
    </message>
    <message>
        <source>{seconds} s in all</source>
        <translation>모두 {seconds}초</translation>
    </message>
    <message>
        <source>model loaded in {seconds} s</source>
        <translation>모델 불러오는 데 {seconds}초</translation>
    </message>
    <message>
        <source>Nothing was measured.</source>
        <translation>측정한 값이 없습니다.</translation>
    </message>
    <message>
        <source>Scroll together</source>
        <translation>함께 스크롤</translation>
    </message>
    <message>
        <source>The other answers stay as versions of this one (key {number})</source>
        <translation>다른 답변은 이 답변의 다른 버전으로 남습니다 ({number} 키)</translation>
    </message>
    <message>
        <source>What was written stays: the answers become versions of one another</source>
        <translation>쓴 내용은 남습니다. 답변들은 서로의 다른 버전이 됩니다</translation>
    </message>
    <message>
        <source>The answer appears here.</source>
        <translation>답변이 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>Stopped before it began.</source>
        <translation>시작하기 전에 중지했습니다.</translation>
    </message>
    <message>
        <source>chosen {chosen} of {compared} times</source>
        <translation>{compared}번 중 {chosen}번 선택</translation>
    </message>
    <message>
        <source>Another model answers here</source>
        <translation>여기서는 다른 모델이 답합니다</translation>
    </message>
    <message>
        <source>The model of this conversation, “{name}”, is not on this computer.</source>
        <translation>이 대화의 모델 “{name}”은(는) 이 컴퓨터에 없습니다.</translation>
    </message>
    <message>
        <source>{instead} answers until you choose another model here.</source>
        <translation>여기서 다른 모델을 고를 때까지 {instead} 모델이 답합니다.</translation>
    </message>
    <message>
        <source>This one answers when the others are done.</source>
        <translation>다른 답변이 끝나면 이 모델이 답합니다.</translation>
    </message>
    <message>
        <source>Send (Ctrl+Enter)</source>
        <translation>보내기 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Ctrl+Enter sends · Enter breaks the line · / prompts · @ assistants · # documents</source>
        <translation>Ctrl+Enter로 보내기 · Enter로 줄바꿈 · / 프롬프트 · @ 어시스턴트 · # 문서</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>설정…</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>설정 검색</translation>
    </message>
    <message>
        <source>No setting has to do with this.</source>
        <translation>이와 관련된 설정이 없습니다.</translation>
    </message>
    <message>
        <source>Sections of the settings</source>
        <translation>설정 항목</translation>
    </message>
    <message>
        <source>Back to default</source>
        <translation>기본값으로</translation>
    </message>
    <message>
        <source>Back to default: {name}</source>
        <translation>기본값으로: {name}</translation>
    </message>
    <message>
        <source>Given on the command line, for this run. What you choose here holds instead.</source>
        <translation>이번 실행에서 명령줄로 지정된 값입니다. 여기서 선택하면 그 값이 대신 적용됩니다.</translation>
    </message>
    <message>
        <source>Snug was started offline: it stays so until it is closed.</source>
        <translation>Snug를 오프라인으로 시작했습니다. 닫을 때까지 그대로 유지됩니다.</translation>
    </message>
    <message>
        <source>Holds once the model is loaded again.</source>
        <translation>모델을 다시 불러오면 적용됩니다.</translation>
    </message>
    <message>
        <source>Load it again</source>
        <translation>다시 불러오기</translation>
    </message>
    <message>
        <source>An answer is being written. Load the model again when it is finished.</source>
        <translation>답변을 작성하는 중입니다. 끝난 뒤에 모델을 다시 불러오세요.</translation>
    </message>
    <message>
        <source>Holds once Snug is started again.</source>
        <translation>Snug를 다시 시작하면 적용됩니다.</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>다시 시작</translation>
    </message>
    <message>
        <source>The system opened no window for the folder. Its place stands below.</source>
        <translation>시스템이 폴더 창을 열지 못했습니다. 위치는 아래에 적혀 있습니다.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>화면</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>답변</translation>
    </message>
    <message>
        <source>Models and engine</source>
        <translation>모델과 엔진</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>개인정보 보호</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>By itself</source>
        <translation>자동</translation>
    </message>
    <message>
        <source>On</source>
        <translation>켬</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>끔</translation>
    </message>
    <message>
        <source>How the window looks; it can follow the system.</source>
        <translation>창의 모양입니다. 시스템 설정을 따를 수 있습니다.</translation>
    </message>
    <message>
        <source>The language of this window. Answers come in the language you write in.</source>
        <translation>이 창의 언어입니다. 답변은 질문한 언어로 나옵니다.</translation>
    </message>
    <message>
        <source>Send a message with</source>
        <translation>메시지를 보내는 키</translation>
    </message>
    <message>
        <source>With Ctrl+Enter, Enter alone begins a new line.</source>
        <translation>Ctrl+Enter를 선택하면 Enter는 줄을 바꿉니다.</translation>
    </message>
    <message>
        <source>Name conversations by their content</source>
        <translation>내용에 따라 대화 이름 짓기</translation>
    </message>
    <message>
        <source>A model that is able enough reads the beginning; nothing leaves this computer.</source>
        <translation>능력이 충분한 모델이 대화의 첫 부분을 읽습니다. 아무것도 이 컴퓨터를 벗어나지 않습니다.</translation>
    </message>
    <message>
        <source>Delete old conversations</source>
        <translation>오래된 대화 삭제</translation>
    </message>
    <message>
        <source>Those that nobody changed for so long. Folders may have their own rule.</source>
        <translation>이 기간 동안 바뀌지 않은 대화를 삭제합니다. 폴더마다 규칙을 따로 정할 수 있습니다.</translation>
    </message>
    <message>
        <source>Begin with a temporary chat</source>
        <translation>임시 대화로 시작</translation>
    </message>
    <message>
        <source>What is written in it is kept nowhere, unless you keep it.</source>
        <translation>직접 남겨 두지 않는 한 쓴 내용이 어디에도 남지 않습니다.</translation>
    </message>
    <message>
        <source>Keep running in the tray</source>
        <translation>트레이에서 계속 실행</translation>
    </message>
    <message>
        <source>Closing the window then only hides it.</source>
        <translation>창을 닫아도 숨겨질 뿐입니다.</translation>
    </message>
    <message>
        <source>Hold in every conversation that has none of its own.</source>
        <translation>따로 정한 지침이 없는 모든 대화에 적용됩니다.</translation>
    </message>
    <message>
        <source>Precise keeps close to the likeliest words, creative is freer.</source>
        <translation>“정확한”은 가장 그럴듯한 단어를 쓰고, “창의적인”은 더 자유롭습니다.</translation>
    </message>
    <message>
        <source>An answer ends there; it can be continued.</source>
        <translation>답변이 거기서 끝나며, 이어서 쓰게 할 수 있습니다.</translation>
    </message>
    <message>
        <source>Slower, and often better, where the model leaves the choice.</source>
        <translation>모델이 선택을 허용하면, 더 느리지만 대개 더 나은 답변이 나옵니다.</translation>
    </message>
    <message>
        <source>Answers about documents</source>
        <translation>문서에 대한 답변</translation>
    </message>
    <message>
        <source>Written by the model, or put together from sentences of the documents.</source>
        <translation>모델이 쓰거나, 문서의 문장을 모아 만듭니다.</translation>
    </message>
    <message>
        <source>Judge what was found once more</source>
        <translation>찾은 내용을 한 번 더 평가</translation>
    </message>
    <message>
        <source>A second model puts the best passages first. It takes a moment longer.</source>
        <translation>두 번째 모델이 가장 알맞은 구절을 앞에 놓습니다. 조금 더 걸립니다.</translation>
    </message>
    <message>
        <source>Check citations with a model</source>
        <translation>모델로 인용 확인</translation>
    </message>
    <message>
        <source>It helps to tell whether a source really says what the answer says.</source>
        <translation>출처가 답변의 내용을 정말로 말하는지 가리는 데 도움이 됩니다.</translation>
    </message>
    <message>
        <source>Length of the context</source>
        <translation>컨텍스트 길이</translation>
    </message>
    <message>
        <source>How much of a conversation the model has before it; longer takes more memory.</source>
        <translation>모델이 한 번에 볼 수 있는 대화의 양입니다. 길수록 메모리를 더 씁니다.</translation>
    </message>
    <message>
        <source>Unload an idle model</source>
        <translation>쓰지 않는 모델 내리기</translation>
    </message>
    <message>
        <source>Its memory is given back; the next message loads it again.</source>
        <translation>메모리를 돌려주고, 다음 메시지 때 다시 불러옵니다.</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>프로세서 스레드</translation>
    </message>
    <message>
        <source>More than the processor has cores rarely helps.</source>
        <translation>코어 수보다 많아도 대개 빨라지지 않습니다.</translation>
    </message>
    <message>
        <source>Layers on the graphics card</source>
        <translation>그래픽 카드에 올릴 레이어</translation>
    </message>
    <message>
        <source>The more of the model lies there, the faster it answers.</source>
        <translation>모델이 그래픽 카드에 많이 올라갈수록 답변이 빨라집니다.</translation>
    </message>
    <message>
        <source>Format of the context in memory</source>
        <translation>메모리에 있는 컨텍스트의 형식</translation>
    </message>
    <message>
        <source>Smaller formats let longer conversations fit, and are a little less exact.</source>
        <translation>작은 형식은 더 긴 대화를 담지만 조금 덜 정확합니다.</translation>
    </message>
    <message>
        <source>Flash attention</source>
        <translation>플래시 어텐션</translation>
    </message>
    <message>
        <source>A faster way to compute, with less memory; not every device has it.</source>
        <translation>메모리를 덜 쓰는 더 빠른 계산 방식입니다. 모든 장치에서 되지는 않습니다.</translation>
    </message>
    <message>
        <source>Memory for resting conversations</source>
        <translation>쉬고 있는 대화용 메모리</translation>
    </message>
    <message>
        <source>Going back to one then needs no reading anew.</source>
        <translation>그 대화로 돌아갈 때 다시 읽지 않아도 됩니다.</translation>
    </message>
    <message>
        <source>Refuse models that do not fit</source>
        <translation>메모리에 맞지 않는 모델 거부</translation>
    </message>
    <message>
        <source>Without this the computer may become very slow.</source>
        <translation>끄면 컴퓨터가 매우 느려질 수 있습니다.</translation>
    </message>
    <message>
        <source>Guess ahead</source>
        <translation>미리 추측하기</translation>
    </message>
    <message>
        <source>Faster where an answer repeats what was said; the answer stays the same.</source>
        <translation>앞의 내용을 되풀이하는 답변이 빨라집니다. 답변 내용은 같습니다.</translation>
    </message>
    <message>
        <source>Small model that writes ahead</source>
        <translation>미리 쓰는 작은 모델</translation>
    </message>
    <message>
        <source>The name of a model, or a file. It has to share the words of the large one.</source>
        <translation>모델 이름이나 파일입니다. 큰 모델과 같은 어휘를 써야 합니다.</translation>
    </message>
    <message>
        <source>Choose words on the graphics card</source>
        <translation>그래픽 카드에서 단어 고르기</translation>
    </message>
    <message>
        <source>Experimental: less is copied.</source>
        <translation>실험적 기능: 복사가 줄어듭니다.</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>오프라인 유지</translation>
    </message>
    <message>
        <source>Then only a download that you ask for by name opens a connection.</source>
        <translation>켜 두면 직접 하나씩 요청한 다운로드에만 연결합니다.</translation>
    </message>
    <message>
        <source>Lock after</source>
        <translation>자동 잠금</translation>
    </message>
    <message>
        <source>Without a key or the mouse; then the passphrase is asked for again.</source>
        <translation>키보드나 마우스를 쓰지 않은 시간입니다. 그 뒤에는 암호문구를 다시 묻습니다.</translation>
    </message>
    <message>
        <source>Lock with the screen</source>
        <translation>화면과 함께 잠금</translation>
    </message>
    <message>
        <source>Also when the computer sleeps, where the system tells Snug.</source>
        <translation>시스템이 알려 주면 컴퓨터가 절전 상태가 될 때도 잠급니다.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Written by the model</source>
        <translation>모델이 작성</translation>
    </message>
    <message>
        <source>Sentences of the documents</source>
        <translation>문서의 문장</translation>
    </message>
    <message>
        <source>If one is installed</source>
        <translation>설치되어 있으면</translation>
    </message>
    <message>
        <source>Finer settings of answers…</source>
        <translation>답변 세부 설정…</translation>
    </message>
    <message>
        <source>Prompts and assistants…</source>
        <translation>프롬프트와 어시스턴트…</translation>
    </message>
    <message>
        <source>Choose the model…</source>
        <translation>모델 선택…</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>All cores</source>
        <translation>모든 코어</translation>
    </message>
    <message>
        <source>As many as fit</source>
        <translation>들어가는 만큼</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>The usual one</source>
        <translation>기본값</translation>
    </message>
    <message>
        <source>its time is limited</source>
        <translation>시간이 제한됨</translation>
    </message>
    <message>
        <source>its memory and its time are limited</source>
        <translation>메모리와 시간이 제한됨</translation>
    </message>
    <message>
        <source>it can open no file but the one it was given</source>
        <translation>건네받은 파일만 열 수 있음</translation>
    </message>
    <message>
        <source>a file that it tries to open is refused</source>
        <translation>열려고 하는 파일이 거부됨</translation>
    </message>
    <message>
        <source>a program that it tries to start is refused</source>
        <translation>시작하려는 프로그램이 거부됨</translation>
    </message>
    <message>
        <source>Around the reading of a document</source>
        <translation>문서를 읽는 프로세스의 보호 장치</translation>
    </message>
    <message>
        <source>Connections that were made</source>
        <translation>열린 연결</translation>
    </message>
    <message>
        <source>No connection was made.</source>
        <translation>열린 연결이 없습니다.</translation>
    </message>
    <message>
        <source>The list could not be read.</source>
        <translation>목록을 읽지 못했습니다.</translation>
    </message>
    <message>
        <source>And {count} earlier ones: “snug doctor --network” lists them all.</source>
        <translation>그 밖에 이전 연결 {count}개: “snug doctor --network”로 모두 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Conversations are in memory only. Settings and models lie in this folder.</source>
        <translation>대화는 메모리에만 있습니다. 설정과 모델은 이 폴더에 있습니다.</translation>
    </message>
    <message>
        <source>Show all shortcuts…</source>
        <translation>모든 단축키 보기…</translation>
    </message>
    <message>
        <source>{said} {percent} % read</source>
        <translation>{said} {percent}% 읽음</translation>
    </message>
    <message>
        <source>Copy this conversation</source>
        <translation>이 대화 복사</translation>
    </message>
    <message>
        <source>The conversation is on the clipboard, as Markdown.</source>
        <translation>대화를 Markdown으로 클립보드에 복사했습니다.</translation>
    </message>
    <message>
        <source>The file was not saved</source>
        <translation>파일을 저장하지 못했습니다</translation>
    </message>
    <message>
        <source>“{name}” could not be written there.</source>
        <translation>그 위치에 “{name}”을(를) 쓸 수 없었습니다.</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space, then save it again.</source>
        <translation>다른 폴더를 선택하거나 공간을 확보한 뒤 다시 저장하세요.</translation>
    </message>
    <message>
        <source>{done} of {total}…</source>
        <translation>{total}개 중 {done}개…</translation>
    </message>
    <message>
        <source>{count} are being deleted…</source>
        <translation>{count}개를 삭제하는 중…</translation>
    </message>
    <message>
        <source>After 30 days</source>
        <translation>30일 뒤</translation>
    </message>
    <message>
        <source>After 90 days</source>
        <translation>90일 뒤</translation>
    </message>
    <message>
        <source>After half a year</source>
        <translation>반년 뒤</translation>
    </message>
    <message>
        <source>After a year</source>
        <translation>1년 뒤</translation>
    </message>
    <message>
        <source>After three years</source>
        <translation>3년 뒤</translation>
    </message>
    <message>
        <source>{count} conversations are older than that.</source>
        <translation>그보다 오래된 대화가 {count}개 있습니다.</translation>
    </message>
    <message>
        <source>They will be deleted for good within the hour. Pin what is to stay.</source>
        <translation>한 시간 안에 완전히 삭제됩니다. 남길 대화는 고정하세요.</translation>
    </message>
    <message>
        <source>Delete them</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>글자 크게</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>글자 작게</translation>
    </message>
    <message>
        <source>Text in its usual size</source>
        <translation>기본 글자 크기로</translation>
    </message>
    <message>
        <source>Text size: {percent} %</source>
        <translation>글자 크기: {percent}%</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>대비</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>기본</translation>
    </message>
    <message>
        <source>High</source>
        <translation>높음</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>움직임</translation>
    </message>
    <message>
        <source>Nothing moves by itself</source>
        <translation>저절로 움직이지 않음</translation>
    </message>
    <message>
        <source>Wrap lines</source>
        <translation>자동 줄바꿈</translation>
    </message>
    <message>
        <source>Do not wrap</source>
        <translation>자동 줄바꿈 끄기</translation>
    </message>
    <message>
        <source>Answer finished</source>
        <translation>답변이 끝났습니다</translation>
    </message>
    <message>
        <source>Code, {language}.</source>
        <translation>코드, {language}.</translation>
    </message>
    <message>
        <source>Code.</source>
        <translation>코드.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>글자 크기</translation>
    </message>
    <message>
        <source>In percent of the system's. Ctrl+Plus and Ctrl+Minus change it, too.</source>
        <translation>시스템 글자 크기에 대한 백분율입니다. Ctrl+더하기와 Ctrl+빼기로도 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>High contrast makes text and edges stand out more.</source>
        <translation>대비를 높이면 글자와 테두리가 더 뚜렷해집니다.</translation>
    </message>
    <message>
        <source>Whether bars and menus may move by themselves.</source>
        <translation>막대와 메뉴가 저절로 움직여도 되는지 정합니다.</translation>
    </message>
    <message>
        <source>Check the connection, then try again.</source>
        <translation>연결을 확인한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The model hub cannot be reached</source>
        <translation>모델 허브에 연결할 수 없습니다</translation>
    </message>
    <message>
        <source>“{name}” could not be downloaded: {host} does not answer.</source>
        <translation>“{name}”을(를) 내려받지 못했습니다. {host}이(가) 응답하지 않습니다.</translation>
    </message>
    <message>
        <source>Check the connection, then resume; what has arrived is kept.</source>
        <translation>연결을 확인한 뒤 이어받으세요. 받은 만큼은 남아 있습니다.</translation>
    </message>
    <message>
        <source>The model hub is busy</source>
        <translation>모델 허브가 혼잡합니다</translation>
    </message>
    <message>
        <source>{host} cannot serve “{name}” at the moment.</source>
        <translation>{host}에서 지금은 “{name}”을(를) 받을 수 없습니다.</translation>
    </message>
    <message>
        <source>Resume in some minutes; what has arrived is kept.</source>
        <translation>몇 분 뒤에 이어받으세요. 받은 만큼은 남아 있습니다.</translation>
    </message>
    <message>
        <source>Not on the model hub</source>
        <translation>모델 허브에 없습니다</translation>
    </message>
    <message>
        <source>The model hub does not know “{name}”.</source>
        <translation>모델 허브에 “{name}”이(가) 없습니다.</translation>
    </message>
    <message>
        <source>Check the spelling: owner/name, as it stands on its page.</source>
        <translation>페이지에 적힌 대로 소유자/이름 형식인지 확인하세요.</translation>
    </message>
    <message>
        <source>Its makers ask for your consent first</source>
        <translation>먼저 만든 곳의 약관에 동의해야 합니다</translation>
    </message>
    <message>
        <source>“{name}” is given to those who agree to its makers' terms on its page.</source>
        <translation>“{name}”은(는) 페이지에서 약관에 동의한 사람에게만 제공됩니다.</translation>
    </message>
    <message>
        <source>No GGUF files there</source>
        <translation>GGUF 파일이 없습니다</translation>
    </message>
    <message>
        <source>“{name}” holds no GGUF file that Snug can use.</source>
        <translation>“{name}”에는 Snug가 쓸 수 있는 GGUF 파일이 없습니다.</translation>
    </message>
    <message>
        <source>Look for a repository of the same model whose name ends in GGUF.</source>
        <translation>이름이 GGUF로 끝나는 같은 모델의 저장소를 찾아보세요.</translation>
    </message>
    <message>
        <source>No such file there</source>
        <translation>그런 파일이 없습니다</translation>
    </message>
    <message>
        <source>“{name}” has no file or quantization “{choice}”.</source>
        <translation>“{name}”에는 “{choice}” 파일이나 양자화가 없습니다.</translation>
    </message>
    <message>
        <source>It has: {files}.</source>
        <translation>있는 것: {files}.</translation>
    </message>
    <message>
        <source>Sent to an unsafe address</source>
        <translation>안전하지 않은 주소로 보내졌습니다</translation>
    </message>
    <message>
        <source>The download of “{name}” was sent on to an address that is not safe.</source>
        <translation>“{name}” 다운로드가 안전하지 않은 주소로 보내졌습니다.</translation>
    </message>
    <message>
        <source>Check the mirror in the settings; nothing was fetched from there.</source>
        <translation>설정의 미러를 확인하세요. 그 주소에서는 아무것도 받지 않았습니다.</translation>
    </message>
    <message>
        <source>Already being downloaded</source>
        <translation>이미 내려받는 중입니다</translation>
    </message>
    <message>
        <source>Another Snug is downloading “{name}” at this moment.</source>
        <translation>다른 Snug가 지금 “{name}”을(를) 내려받고 있습니다.</translation>
    </message>
    <message>
        <source>Wait for it to end.</source>
        <translation>끝날 때까지 기다리세요.</translation>
    </message>
    <message>
        <source>Mirror of the model hub</source>
        <translation>모델 허브 미러</translation>
    </message>
    <message>
        <source>Another server that holds the same models; its address begins with https.</source>
        <translation>같은 모델을 가진 다른 서버입니다. 주소는 https로 시작합니다.</translation>
    </message>
    <message>
        <source>Proxy for downloads</source>
        <translation>다운로드용 프록시</translation>
    </message>
    <message>
        <source>The address of a server that downloads of models pass through.</source>
        <translation>모델 다운로드가 거쳐 가는 서버의 주소입니다.</translation>
    </message>
    <message>
        <source>Token for the model hub</source>
        <translation>모델 허브 토큰</translation>
    </message>
    <message>
        <source>For models that ask for an account. It is kept in the vault, or until you quit.</source>
        <translation>계정을 요구하는 모델에 쓰입니다. 금고에 저장되거나, 종료할 때까지만 유지됩니다.</translation>
    </message>
    <message>
        <source>The model could not be quantized</source>
        <translation>모델을 양자화하지 못했습니다</translation>
    </message>
    <message>
        <source>“{name}” could not be made into {quantization}.</source>
        <translation>“{name}”을(를) {quantization}(으)로 만들지 못했습니다.</translation>
    </message>
    <message>
        <source>Nothing of it was kept. See the details, or try another type.</source>
        <translation>남겨 둔 것은 없습니다. 자세한 내용을 보거나 다른 형식을 시도하세요.</translation>
    </message>
    <message>
        <source>Quantizing was stopped</source>
        <translation>양자화를 중지했습니다</translation>
    </message>
    <message>
        <source>Quantizing “{name}” was stopped.</source>
        <translation>“{name}”의 양자화를 중지했습니다.</translation>
    </message>
    <message>
        <source>The model is quantized already</source>
        <translation>이미 양자화된 모델입니다</translation>
    </message>
    <message>
        <source>“{name}” is {quantization} already: quantizing it again loses precision twice.</source>
        <translation>“{name}”은(는) 이미 {quantization}입니다. 다시 양자화하면 정밀도를 두 번 잃습니다.</translation>
    </message>
    <message>
        <source>Take its F16 or BF16 file if there is one, or add --requantize.</source>
        <translation>F16이나 BF16 파일이 있으면 그것을 쓰고, 없으면 --requantize를 붙이세요.</translation>
    </message>
    <message>
        <source>An importance matrix is needed</source>
        <translation>중요도 행렬이 필요합니다</translation>
    </message>
    <message>
        <source>{quantization} cannot be made without an importance matrix.</source>
        <translation>{quantization}은(는) 중요도 행렬 없이 만들 수 없습니다.</translation>
    </message>
    <message>
        <source>Give one for this model with --imatrix, or choose a larger type.</source>
        <translation>--imatrix로 이 모델의 행렬을 주거나 더 큰 형식을 선택하세요.</translation>
    </message>
    <message>
        <source>The importance matrix does not fit</source>
        <translation>중요도 행렬이 맞지 않습니다</translation>
    </message>
    <message>
        <source>“{importance}” is not an importance matrix of this model: {problem}.</source>
        <translation>“{importance}”은(는) 이 모델의 중요도 행렬이 아닙니다: {problem}.</translation>
    </message>
    <message>
        <source>Make one with llama-imatrix from this very model, or leave it out.</source>
        <translation>바로 이 모델로 llama-imatrix를 실행해 만들거나, 행렬 없이 하세요.</translation>
    </message>
    <message>
        <source>These layers cannot be left out</source>
        <translation>뺄 수 없는 레이어입니다</translation>
    </message>
    <message>
        <source>“{name}” has the layers 0 to {last}, and at least one has to stay.</source>
        <translation>“{name}”에는 레이어가 0부터 {last}까지 있으며, 하나는 남아야 합니다.</translation>
    </message>
    <message>
        <source>Name layers that are there; those in the middle are missed the least.</source>
        <translation>있는 레이어를 적으세요. 가운데 레이어는 빼도 영향이 가장 적습니다.</translation>
    </message>
    <message>
        <source>The name is taken</source>
        <translation>이미 쓰고 있는 이름입니다</translation>
    </message>
    <message>
        <source>There is a model file “{name}” already, and it is never overwritten.</source>
        <translation>“{name}”(이)라는 모델 파일이 이미 있으며, 덮어쓰는 일은 없습니다.</translation>
    </message>
    <message>
        <source>Choose another name with --name.</source>
        <translation>--name으로 다른 이름을 선택하세요.</translation>
    </message>
    <message>
        <source>Not a name for a model</source>
        <translation>모델 이름으로 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>“{name}” cannot be the name of a model file.</source>
        <translation>“{name}”은(는) 모델 파일의 이름이 될 수 없습니다.</translation>
    </message>
    <message>
        <source>Use letters, digits, spaces, dots, hyphens and underscores.</source>
        <translation>글자, 숫자, 빈칸, 마침표, 하이픈, 밑줄을 쓰세요.</translation>
    </message>
    <message>
        <source>The text is too short</source>
        <translation>글이 너무 짧습니다</translation>
    </message>
    <message>
        <source>The text has {tokens} tokens for this model; perplexity needs {needed} or more.</source>
        <translation>이 글은 이 모델에서 {tokens}토큰이며, 혼란도를 재려면 {needed}토큰 이상이 필요합니다.</translation>
    </message>
    <message>
        <source>Give a longer text.</source>
        <translation>더 긴 글을 주세요.</translation>
    </message>
    <message>
        <source>The text cannot be read</source>
        <translation>글을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>“{name}” cannot be read: {problem}.</source>
        <translation>“{name}”을(를) 읽을 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>Give a plain text file in UTF-8.</source>
        <translation>UTF-8로 된 텍스트 파일을 주세요.</translation>
    </message>
    <message>
        <source>Unknown set of questions</source>
        <translation>알 수 없는 문항 묶음입니다</translation>
    </message>
    <message>
        <source>There is no set of questions or file named “{name}”.</source>
        <translation>“{name}”(이)라는 문항 묶음이나 파일이 없습니다.</translation>
    </message>
    <message>
        <source>Run snug models evaluate --list to see the sets, or give the path of a file.</source>
        <translation>snug models evaluate --list로 묶음을 보거나 파일의 경로를 주세요.</translation>
    </message>
    <message>
        <source>Measuring was stopped</source>
        <translation>측정을 중지했습니다</translation>
    </message>
    <message>
        <source>Measuring was stopped.</source>
        <translation>측정을 중지했습니다.</translation>
    </message>
    <message>
        <source>Start it again whenever you like.</source>
        <translation>언제든 다시 시작하세요.</translation>
    </message>
    <message>
        <source>The questions cannot be read</source>
        <translation>문항을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>“{name}” is not a set of questions: {problem}.</source>
        <translation>“{name}”은(는) 문항 묶음이 아닙니다: {problem}.</translation>
    </message>
    <message>
        <source>Mend the file and try again; the sets that came with Snug are examples.</source>
        <translation>파일을 고친 뒤 다시 시도하세요. Snug에 들어 있는 묶음을 참고하세요.</translation>
    </message>
    <message>
        <source>What is read of your documents has no room: the disk with {folder} is full.</source>
        <translation>문서에서 읽은 내용을 저장할 공간이 없습니다. {folder}이(가) 있는 디스크가 가득 찼습니다.</translation>
    </message>
    <message>
        <source>Free some space; reading goes on by itself within a minute, or at once if you ask.</source>
        <translation>공간을 확보하세요. 1분 안에 저절로 이어서 읽으며, 바로 다시 시도할 수도 있습니다.</translation>
    </message>
    <message>
        <source>Nothing in your documents comes near the question now.</source>
        <translation>지금 문서에는 이 질문과 가까운 내용이 없습니다.</translation>
    </message>
    <message>
        <source>Personal data in exports</source>
        <translation>내보내기의 개인정보</translation>
    </message>
    <message>
        <source>Phone, card and other numbers are found by format before a file is written.</source>
        <translation>파일을 쓰기 전에 전화번호, 카드 번호 등을 형식으로 찾아냅니다.</translation>
    </message>
    <message>
        <source>Check answers with a safety model</source>
        <translation>안전 모델로 답변 확인</translation>
    </message>
    <message>
        <source>After an answer has ended, on this computer. Nobody is told what it finds.</source>
        <translation>답변이 끝난 뒤 이 컴퓨터에서 확인합니다. 결과는 어디에도 알리지 않습니다.</translation>
    </message>
    <message>
        <source>Safety model</source>
        <translation>안전 모델</translation>
    </message>
    <message>
        <source>It has its own memory beside the model that answers.</source>
        <translation>답변하는 모델과 별도로 메모리를 씁니다.</translation>
    </message>
    <message>
        <source>Mark from this probability on</source>
        <translation>이 확률부터 표시</translation>
    </message>
    <message>
        <source>Lower marks more, also what is harmless.</source>
        <translation>낮을수록 더 많이 표시하며, 해롭지 않은 것도 표시될 수 있습니다.</translation>
    </message>
    <message>
        <source>Ask each time</source>
        <translation>매번 묻기</translation>
    </message>
    <message>
        <source>Export as it is</source>
        <translation>그대로 내보내기</translation>
    </message>
    <message>
        <source>Replace by marks</source>
        <translation>표시로 바꾸기</translation>
    </message>
    <message>
        <source>Mark what it finds</source>
        <translation>찾은 것을 표시</translation>
    </message>
    <message>
        <source>Fold what it finds</source>
        <translation>찾은 것을 접기</translation>
    </message>
    <message>
        <source>One that is installed</source>
        <translation>설치된 모델</translation>
    </message>
    <message>
        <source>This export holds personal data</source>
        <translation>내보낼 내용에 개인정보가 있습니다</translation>
    </message>
    <message>
        <source>Found in {count} conversations: {what}.</source>
        <translation>대화 {count}개에서 찾음: {what}.</translation>
    </message>
    <message>
        <source>Replaced means: each becomes a mark like {mark}, and attached files and pictures are left out. Names and street addresses have no format and stay: look for them yourself.</source>
        <translation>바꾸면 각각 {mark} 같은 표시가 되고, 첨부한 파일과 이미지는 빠집니다. 이름과 주소는 정해진 형식이 없어 그대로 남으니 직접 살펴보세요.</translation>
    </message>
    <message>
        <source>Replace them</source>
        <translation>바꾸기</translation>
    </message>
    <message>
        <source>Show anyway</source>
        <translation>그래도 보기</translation>
    </message>
    <message>
        <source>{count} sentences were not given to the model.</source>
        <translation>문장 {count}개는 모델에 주지 않았습니다.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>숨기기</translation>
    </message>
    <message>
        <source>Found in one conversation: {what}.</source>
        <translation>대화 1개에서 찾음: {what}.</translation>
    </message>
    <message>
        <source>1 {name}</source>
        <translation>{name} 1개</translation>
    </message>
    <message>
        <source>The safety model marks this{why}.</source>
        <translation>안전 모델이 이 내용을 표시했습니다{why}.</translation>
    </message>
    <message>
        <source>One sentence was not given to the model.</source>
        <translation>문장 1개는 모델에 주지 않았습니다.</translation>
    </message>
    <message>
        <source>violent crimes</source>
        <translation>폭력 범죄</translation>
    </message>
    <message>
        <source>non-violent crimes</source>
        <translation>비폭력 범죄</translation>
    </message>
    <message>
        <source>sex crimes</source>
        <translation>성범죄</translation>
    </message>
    <message>
        <source>child exploitation</source>
        <translation>아동 착취</translation>
    </message>
    <message>
        <source>defamation</source>
        <translation>명예 훼손</translation>
    </message>
    <message>
        <source>specialized advice</source>
        <translation>전문 조언</translation>
    </message>
    <message>
        <source>privacy</source>
        <translation>사생활</translation>
    </message>
    <message>
        <source>intellectual property</source>
        <translation>지식 재산</translation>
    </message>
    <message>
        <source>indiscriminate weapons</source>
        <translation>대량 살상 무기</translation>
    </message>
    <message>
        <source>hate</source>
        <translation>혐오</translation>
    </message>
    <message>
        <source>self-harm</source>
        <translation>자해</translation>
    </message>
    <message>
        <source>sexual content</source>
        <translation>성적 내용</translation>
    </message>
    <message>
        <source>elections</source>
        <translation>선거</translation>
    </message>
    <message>
        <source>code interpreter abuse</source>
        <translation>코드 실행 악용</translation>
    </message>
    <message>
        <source>violence</source>
        <translation>폭력</translation>
    </message>
    <message>
        <source>personal data</source>
        <translation>개인정보</translation>
    </message>
    <message>
        <source>unethical acts</source>
        <translation>비윤리적 행위</translation>
    </message>
    <message>
        <source>politically sensitive topics</source>
        <translation>정치적으로 민감한 주제</translation>
    </message>
    <message>
        <source>copyright</source>
        <translation>저작권</translation>
    </message>
    <message>
        <source>attempts to get around rules</source>
        <translation>규칙 우회 시도</translation>
    </message>
    <message>
        <source>e-mail address</source>
        <translation>이메일 주소</translation>
    </message>
    <message>
        <source>bank account number</source>
        <translation>은행 계좌 번호</translation>
    </message>
    <message>
        <source>resident number</source>
        <translation>주민등록번호</translation>
    </message>
    <message>
        <source>card number</source>
        <translation>카드 번호</translation>
    </message>
    <message>
        <source>driving licence number</source>
        <translation>운전면허 번호</translation>
    </message>
    <message>
        <source>business number</source>
        <translation>사업자등록번호</translation>
    </message>
    <message>
        <source>passport number</source>
        <translation>여권 번호</translation>
    </message>
    <message>
        <source>phone number</source>
        <translation>전화번호</translation>
    </message>
    <message>
        <source>IP address</source>
        <translation>IP 주소</translation>
    </message>
    <message>
        <source>{count} e-mail addresses</source>
        <translation>이메일 주소 {count}개</translation>
    </message>
    <message>
        <source>{count} bank account numbers</source>
        <translation>은행 계좌 번호 {count}개</translation>
    </message>
    <message>
        <source>{count} resident numbers</source>
        <translation>주민등록번호 {count}개</translation>
    </message>
    <message>
        <source>{count} card numbers</source>
        <translation>카드 번호 {count}개</translation>
    </message>
    <message>
        <source>{count} driving licence numbers</source>
        <translation>운전면허 번호 {count}개</translation>
    </message>
    <message>
        <source>{count} business numbers</source>
        <translation>사업자등록번호 {count}개</translation>
    </message>
    <message>
        <source>{count} passport numbers</source>
        <translation>여권 번호 {count}개</translation>
    </message>
    <message>
        <source>{count} phone numbers</source>
        <translation>전화번호 {count}개</translation>
    </message>
    <message>
        <source>{count} IP addresses</source>
        <translation>IP 주소 {count}개</translation>
    </message>
    <message>
        <source>The safety model marks this answer{why}.</source>
        <translation>안전 모델이 이 답변을 표시했습니다{why}.</translation>
    </message>
    <message>
        <source>The safety model marks a passage it was given{why}.</source>
        <translation>안전 모델이 답변에 쓰인 구절을 표시했습니다{why}.</translation>
    </message>
    <message>
        <source>Not checked: {problem}</source>
        <translation>확인하지 못함: {problem}</translation>
    </message>
    <message>
        <source>It gives orders to a model.</source>
        <translation>모델에 명령을 내리는 문장입니다.</translation>
    </message>
    <message>
        <source>The safety model marked its passage.</source>
        <translation>안전 모델이 이 구절을 표시했습니다.</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>확인하지 못함</translation>
    </message>
    <message>
        <source>The safety model gave no judgement that can be read.</source>
        <translation>안전 모델의 판단을 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose another safety model in the settings.</source>
        <translation>설정에서 다른 안전 모델을 선택하세요.</translation>
    </message>
    <message>
        <source>No safety model</source>
        <translation>안전 모델이 없습니다</translation>
    </message>
    <message>
        <source>There is no safety model on this computer.</source>
        <translation>이 컴퓨터에 안전 모델이 없습니다.</translation>
    </message>
    <message>
        <source>Get one in the library of models, or turn the check off in the settings.</source>
        <translation>모델 목록에서 받거나 설정에서 확인을 끄세요.</translation>
    </message>
    <message>
        <source>No connection is open. The engine runs in a process without network access.</source>
        <translation>열린 연결이 없습니다. 엔진은 네트워크를 쓸 수 없는 프로세스에서 실행됩니다.</translation>
    </message>
    <message>
        <source>No connection is open.</source>
        <translation>열린 연결이 없습니다.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Get and manage models</source>
        <translation>모델 받기 및 관리</translation>
    </message>
    <message>
        <source>More models…</source>
        <translation>다른 모델 더 보기…</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation>모델 받기</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>이 컴퓨터에 있는 모델</translation>
    </message>
    <message>
        <source>Three for this computer</source>
        <translation>이 컴퓨터에 맞는 모델 세 가지</translation>
    </message>
    <message>
        <source>It has room for model files of up to about {size}.</source>
        <translation>약 {size}까지의 모델 파일을 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>받기</translation>
    </message>
    <message>
        <source>Get {name}</source>
        <translation>{name} 받기</translation>
    </message>
    <message>
        <source>Use now</source>
        <translation>지금 사용</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>Here already</source>
        <translation>이미 있음</translation>
    </message>
    <message>
        <source>About it</source>
        <translation>자세히</translation>
    </message>
    <message>
        <source>Search models</source>
        <translation>모델 검색</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>용도</translation>
    </message>
    <message>
        <source>many languages</source>
        <translation>여러 언어</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>라이선스</translation>
    </message>
    <message>
        <source>Openness</source>
        <translation>공개 수준</translation>
    </message>
    <message>
        <source>Fits here</source>
        <translation>여기서 실행 가능</translation>
    </message>
    <message>
        <source>No model matches. Choose fewer filters.</source>
        <translation>맞는 모델이 없습니다. 조건을 줄여 보세요.</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>조건 지우기</translation>
    </message>
    <message>
        <source>Any repository of the model hub: owner/name</source>
        <translation>모델 허브의 저장소: 소유자/이름</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>조회</translation>
    </message>
    <message>
        <source>Asking the hub about {name}…</source>
        <translation>허브에서 {name} 조회 중…</translation>
    </message>
    <message>
        <source>over {size}</source>
        <translation>{size} 이상</translation>
    </message>
    <message>
        <source>size unknown</source>
        <translation>크기 알 수 없음</translation>
    </message>
    <message>
        <source>{count} weights</source>
        <translation>가중치 {count}</translation>
    </message>
    <message>
        <source>{count} billion</source>
        <translation>{count}B</translation>
    </message>
    <message>
        <source>{count} million</source>
        <translation>{count}M</translation>
    </message>
    <message>
        <source>reads up to {tokens} tokens</source>
        <translation>{tokens}토큰까지 읽음</translation>
    </message>
    <message>
        <source>How open it is</source>
        <translation>공개 수준</translation>
    </message>
    <message>
        <source>At best this class of the Model Openness Framework; a ceiling, not a certificate.</source>
        <translation>Model Openness Framework 기준으로 최대 이 등급입니다. 상한일 뿐 인증은 아닙니다.</translation>
    </message>
    <message>
        <source>checked {date}</source>
        <translation>{date} 확인</translation>
    </message>
    <message>
        <source>Evidence: {part}</source>
        <translation>근거: {part}</translation>
    </message>
    <message>
        <source>Get this one</source>
        <translation>이것 받기</translation>
    </message>
    <message>
        <source>recommended here</source>
        <translation>이 컴퓨터에 권장</translation>
    </message>
    <message>
        <source>too large for this computer</source>
        <translation>이 컴퓨터에는 너무 큼</translation>
    </message>
    <message>
        <source>size unknown until the hub is asked</source>
        <translation>허브에서 조회해야 크기를 알 수 있음</translation>
    </message>
    <message>
        <source>Ask the hub for all files and sizes</source>
        <translation>허브에서 모든 파일과 크기 조회</translation>
    </message>
    <message>
        <source>No file for Snug is known yet. Look on the hub for a repository whose name ends in GGUF, and write its name above.</source>
        <translation>Snug가 쓸 수 있는 파일이 아직 알려지지 않았습니다. 허브에서 이름이 GGUF로 끝나는 저장소를 찾아 위에 그 이름을 적으세요.</translation>
    </message>
    <message>
        <source>The catalog has no card of this repository: how open it is, is not known.</source>
        <translation>모델 목록에 이 저장소의 카드가 없어 얼마나 공개되어 있는지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose a model to see what is known of it.</source>
        <translation>모델을 선택하면 알려진 내용을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>다운로드</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{total} 중 {done}</translation>
    </message>
    <message>
        <source>{size} a second</source>
        <translation>초당 {size}</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>{hours}시간 {minutes}분 남음</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>{minutes}분 남음</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>{seconds}초 남음</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>이어받기</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>목록에서 제거</translation>
    </message>
    <message>
        <source>Open its page…</source>
        <translation>모델 페이지 열기…</translation>
    </message>
    <message>
        <source>{act}: {name}</source>
        <translation>{act}: {name}</translation>
    </message>
    <message>
        <source>Something went wrong in Snug. What arrived is kept.</source>
        <translation>Snug에서 문제가 생겼습니다. 받은 부분은 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Downloading: {percent} %</source>
        <translation>내려받는 중: {percent}%</translation>
    </message>
    <message>
        <source>{count} downloads: {percent} %</source>
        <translation>다운로드 {count}개: {percent}%</translation>
    </message>
    <message>
        <source>A download begins…</source>
        <translation>다운로드를 시작합니다…</translation>
    </message>
    <message>
        <source>Connect for this download?</source>
        <translation>이 다운로드를 위해 연결할까요?</translation>
    </message>
    <message>
        <source>Snug is offline. To download this it connects to {host} this once.

From: {source}
File: {file}
Size: {size}

Nothing else is sent; the connection is written into the list of connections.</source>
        <translation>Snug는 오프라인입니다. 내려받으려면 이번 한 번만 {host}에 연결합니다.

출처: {source}
파일: {file}
크기: {size}

다른 것은 보내지 않으며, 이 연결은 연결 목록에 기록됩니다.</translation>
    </message>
    <message>
        <source>Snug is offline. To see which files there are it connects to {host} this once and asks for the list of {source}.

Nothing else is sent; the connection is written into the list of connections.</source>
        <translation>Snug는 오프라인입니다. 어떤 파일이 있는지 보려면 이번 한 번만 {host}에 연결해 {source}의 목록을 묻습니다.

다른 것은 보내지 않으며, 이 연결은 연결 목록에 기록됩니다.</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>아직 모름</translation>
    </message>
    <message>
        <source>the one that suits this computer best</source>
        <translation>이 컴퓨터에 가장 알맞은 파일</translation>
    </message>
    <message>
        <source>Download this once</source>
        <translation>이번만 내려받기</translation>
    </message>
    <message>
        <source>Ask this once</source>
        <translation>이번만 조회</translation>
    </message>
    <message>
        <source>Cancel this download?</source>
        <translation>이 다운로드를 취소할까요?</translation>
    </message>
    <message>
        <source>What has arrived of {name} is removed: {size}.</source>
        <translation>지금까지 받은 {name}의 {size}을(를) 지웁니다.</translation>
    </message>
    <message>
        <source>Cancel download</source>
        <translation>다운로드 취소</translation>
    </message>
    <message>
        <source>Remove this model?</source>
        <translation>이 모델을 삭제할까요?</translation>
    </message>
    <message>
        <source>{name} is deleted, which frees {size}. It can be fetched again.</source>
        <translation>{name}을(를) 삭제하면 {size}의 공간이 생깁니다. 나중에 다시 받을 수 있습니다.</translation>
    </message>
    <message>
        <source>The file {name} is deleted, which frees {size}.</source>
        <translation>파일 {name}을(를) 삭제하면 {size}의 공간이 생깁니다.</translation>
    </message>
    <message>
        <source>Snug forgets {name}. The file itself stays where it is:
{path}</source>
        <translation>Snug에서 {name}을(를) 뺍니다. 파일은 제자리에 그대로 있습니다:
{path}</translation>
    </message>
    <message>
        <source>Use this model file?</source>
        <translation>이 모델 파일을 사용할까요?</translation>
    </message>
    <message>
        <source>Link it</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Copy it</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>There is no model here yet. Get one, or open a file.</source>
        <translation>아직 모델이 없습니다. 하나 받거나 파일을 여세요.</translation>
    </message>
    <message>
        <source>linked to {path}</source>
        <translation>{path}에 연결됨</translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation>{name}의 다른 작업</translation>
    </message>
    <message>
        <source>Verify the file</source>
        <translation>파일 검증</translation>
    </message>
    <message>
        <source>Verifying: {percent} %</source>
        <translation>검증하는 중: {percent}%</translation>
    </message>
    <message>
        <source>Copying: {percent} %</source>
        <translation>복사하는 중: {percent}%</translation>
    </message>
    <message>
        <source>Verified: exactly the file that was published.</source>
        <translation>검증됨: 공개된 파일과 똑같습니다.</translation>
    </message>
    <message>
        <source>Read without errors. Nobody published a checksum; it is {sum}.</source>
        <translation>오류 없이 읽었습니다. 공개된 체크섬이 없습니다. 이 파일의 값은 {sum}입니다.</translation>
    </message>
    <message>
        <source>How it answers…</source>
        <translation>답변 방식…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>삭제…</translation>
    </message>
    <message>
        <source>Found on this computer</source>
        <translation>이 컴퓨터에서 찾은 모델</translation>
    </message>
    <message>
        <source>Models of other programs. Linked, they stay where they are and take no more room.</source>
        <translation>다른 프로그램의 모델입니다. 연결하면 제자리에 있고 공간을 더 쓰지 않습니다.</translation>
    </message>
    <message>
        <source>{program} · {size}</source>
        <translation>{program} · {size}</translation>
    </message>
    <message>
        <source>Looking for models of other programs…</source>
        <translation>다른 프로그램의 모델을 찾는 중…</translation>
    </message>
    <message>
        <source>No models of other programs were found.</source>
        <translation>다른 프로그램의 모델을 찾지 못했습니다.</translation>
    </message>
    <message>
        <source>A GGUF file can also be dropped onto this window.</source>
        <translation>GGUF 파일을 이 창에 끌어다 놓을 수도 있습니다.</translation>
    </message>
    <message>
        <source>{name} is here now.</source>
        <translation>이제 {name}을(를) 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>{name} is removed.</source>
        <translation>{name}을(를) 제거했습니다.</translation>
    </message>
    <message>
        <source>a model that is not named</source>
        <translation>이름이 밝혀지지 않은 모델</translation>
    </message>
    <message>
        <source>Small and quick</source>
        <translation>작고 빠른</translation>
    </message>
    <message>
        <source>The best that fits</source>
        <translation>여기서 가장 뛰어난</translation>
    </message>
    <message>
        <source>Searching documents</source>
        <translation>문서 검색</translation>
    </message>
    <message>
        <source>Ranking passages</source>
        <translation>구절 순위 매기기</translation>
    </message>
    <message>
        <source>Checking statements</source>
        <translation>진술 확인</translation>
    </message>
    <message>
        <source>Pictures and conversation</source>
        <translation>이미지와 대화</translation>
    </message>
    <message>
        <source>Speech</source>
        <translation>음성</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>안전</translation>
    </message>
    <message>
        <source>Writing ahead for a larger one</source>
        <translation>더 큰 모델을 위해 미리 쓰기</translation>
    </message>
    <message>
        <source>Open science (class I)</source>
        <translation>열린 과학 (I등급)</translation>
    </message>
    <message>
        <source>Open tooling (class II)</source>
        <translation>열린 도구 (II등급)</translation>
    </message>
    <message>
        <source>Open model (class III)</source>
        <translation>열린 모델 (III등급)</translation>
    </message>
    <message>
        <source>In no openness class</source>
        <translation>공개 등급 없음</translation>
    </message>
    <message>
        <source>Trained from scratch.</source>
        <translation>처음부터 학습했습니다.</translation>
    </message>
    <message>
        <source>Fine-tuned from {parent}.</source>
        <translation>{parent}을(를) 미세 조정했습니다.</translation>
    </message>
    <message>
        <source>Distilled from {parent}.</source>
        <translation>{parent}에서 증류했습니다.</translation>
    </message>
    <message>
        <source>Pruned from {parent}.</source>
        <translation>{parent}을(를) 가지치기했습니다.</translation>
    </message>
    <message>
        <source>Pruned and distilled from {parent}.</source>
        <translation>{parent}을(를) 가지치기하고 증류했습니다.</translation>
    </message>
    <message>
        <source>Made larger from {parent}.</source>
        <translation>{parent}을(를) 키웠습니다.</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>Training data</source>
        <translation>학습 데이터</translation>
    </message>
    <message>
        <source>Training code</source>
        <translation>학습 코드</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>평가</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>논문</translation>
    </message>
    <message>
        <source>open</source>
        <translation>공개</translation>
    </message>
    <message>
        <source>partly</source>
        <translation>일부</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>비공개</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>차례를 기다리는 중</translation>
    </message>
    <message>
        <source>Asking the hub</source>
        <translation>허브에서 조회 중</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>내려받는 중</translation>
    </message>
    <message>
        <source>The line was cut: trying again</source>
        <translation>연결이 끊겨 다시 시도하는 중</translation>
    </message>
    <message>
        <source>Checking the file</source>
        <translation>파일 확인 중</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 중지됨</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>The model is in use</source>
        <translation>모델을 사용하고 있습니다</translation>
    </message>
    <message>
        <source>“{name}” is open at the moment and cannot be removed.</source>
        <translation>“{name}”은(는) 지금 열려 있어 삭제할 수 없습니다.</translation>
    </message>
    <message>
        <source>Choose another model, then remove it.</source>
        <translation>다른 모델을 선택한 뒤 삭제하세요.</translation>
    </message>
    <message>
        <source>Could not be linked</source>
        <translation>연결하지 못했습니다</translation>
    </message>
    <message>
        <source>This computer does not let “{name}” be used without a copy.</source>
        <translation>이 컴퓨터에서는 “{name}”을(를) 복사하지 않고 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Copy it instead.</source>
        <translation>대신 복사하세요.</translation>
    </message>
    <message>
        <source>Not in Snug's folder</source>
        <translation>Snug의 폴더에 있지 않습니다</translation>
    </message>
    <message>
        <source>Part of Snug</source>
        <translation>Snug에 포함되어 있습니다</translation>
    </message>
    <message>
        <source>“{name}” came with Snug and lies inside the program.</source>
        <translation>“{name}”은(는) Snug와 함께 설치되어 프로그램 안에 있습니다.</translation>
    </message>
    <message>
        <source>It goes when Snug itself is removed; choose another model, and it takes no memory.</source>
        <translation>Snug를 제거하면 함께 사라집니다. 다른 모델을 선택하면 메모리를 차지하지 않습니다.</translation>
    </message>
    <message>
        <source>“{name}” lies in a folder of yours or of another program.</source>
        <translation>“{name}”은(는) 내 폴더나 다른 프로그램의 폴더에 있습니다.</translation>
    </message>
    <message>
        <source>Snug leaves it there; remove it with the program that it belongs to.</source>
        <translation>Snug는 그대로 둡니다. 해당 프로그램에서 삭제하세요.</translation>
    </message>
    <message>
        <source>Google's own terms: its prohibited uses are to be passed on with the model, and Google may change the terms.</source>
        <translation>Google 자체 약관: 금지된 용도를 모델과 함께 알려야 하며, Google이 약관을 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>Meta's own agreement: an acceptable use policy, Llama is to be named, and companies with over 700 million monthly users must ask.</source>
        <translation>Meta 자체 계약: 허용 사용 정책을 따르고 Llama를 밝혀야 하며, 월 사용자 7억 명이 넘는 회사는 허락을 받아야 합니다.</translation>
    </message>
    <message>
        <source>No commercial use; research and education are allowed, developing models that compete with EXAONE is not.</source>
        <translation>상업적 사용 불가. 연구와 교육은 허용되며, EXAONE과 경쟁하는 모델 개발은 허용되지 않습니다.</translation>
    </message>
    <message>
        <source>No commercial use: research only.</source>
        <translation>상업적 사용 불가: 연구용으로만 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Naver's own agreement, whose conditions were not read in full here: read it before use.</source>
        <translation>네이버 자체 계약으로, 여기서 조건을 모두 확인하지는 못했습니다. 쓰기 전에 읽어 보세요.</translation>
    </message>
    <message>
        <source>Not confirmed here: read its licence before use.</source>
        <translation>여기서 확인하지 못했습니다. 쓰기 전에 라이선스를 읽어 보세요.</translation>
    </message>
    <message>
        <source>No commercial use, and its makers are to be named.</source>
        <translation>상업적 사용 불가. 만든 이를 밝혀야 합니다.</translation>
    </message>
    <message>
        <source>As Apache-2.0, and models made of it must carry Solar in their name when passed on.</source>
        <translation>Apache-2.0과 같으며, 이것으로 만든 모델을 배포할 때 이름에 Solar를 넣어야 합니다.</translation>
    </message>
    <message>
        <source>A first try in English on any computer; weak and often wrong.</source>
        <translation>어느 컴퓨터에서나 영어로 가볍게 써 보는 용도. 약하고 자주 틀립니다.</translation>
    </message>
    <message>
        <source>Finding passages in some ninety languages on any computer.</source>
        <translation>어느 컴퓨터에서나 90여 개 언어의 구절 찾기.</translation>
    </message>
    <message>
        <source>Judging found passages again in many languages.</source>
        <translation>여러 언어로 찾은 구절을 다시 판단하기.</translation>
    </message>
    <message>
        <source>Judging found passages again in over a hundred languages.</source>
        <translation>100여 개 언어로 찾은 구절을 다시 판단하기.</translation>
    </message>
    <message>
        <source>Writing ahead for the larger Qwen3 models; alone it chats simply.</source>
        <translation>더 큰 Qwen3 모델을 위해 미리 쓰기. 혼자서는 간단한 대화를 합니다.</translation>
    </message>
    <message>
        <source>Short tasks on small computers, with or without thinking first.</source>
        <translation>작은 컴퓨터에서 짧은 작업. 먼저 생각하게 할 수 있습니다.</translation>
    </message>
    <message>
        <source>Everyday chat in many languages on a laptop; thinks first if asked.</source>
        <translation>노트북에서 여러 언어로 일상 대화. 원하면 먼저 생각합니다.</translation>
    </message>
    <message>
        <source>Chat, reasoning and tool use in many languages with 8 GB to spare.</source>
        <translation>8 GB 여유가 있을 때 여러 언어로 대화, 추론, 도구 사용.</translation>
    </message>
    <message>
        <source>Reasoning and longer writing on a computer with a good GPU.</source>
        <translation>좋은 GPU가 있는 컴퓨터에서 추론과 긴 글쓰기.</translation>
    </message>
    <message>
        <source>The strongest of the dense family; needs a large GPU or much memory.</source>
        <translation>밀집 모델 가운데 가장 강력합니다. 큰 GPU나 많은 메모리가 필요합니다.</translation>
    </message>
    <message>
        <source>Large knowledge at the speed of a small model: 3 of 30 billion weights work at a time.</source>
        <translation>작은 모델의 속도로 많은 지식: 가중치 300억 개 중 30억 개가 한 번에 작동합니다.</translation>
    </message>
    <message>
        <source>Short text tasks on small computers.</source>
        <translation>작은 컴퓨터에서 짧은 글 작업.</translation>
    </message>
    <message>
        <source>Questions about pictures and text in many languages on a laptop.</source>
        <translation>노트북에서 여러 언어로 이미지와 글에 대한 질문.</translation>
    </message>
    <message>
        <source>Pictures, text and longer documents with a good GPU.</source>
        <translation>좋은 GPU로 이미지, 글, 긴 문서 다루기.</translation>
    </message>
    <message>
        <source>The strongest of the family for pictures and text; needs a large GPU.</source>
        <translation>이미지와 글에 가장 강력한 모델. 큰 GPU가 필요합니다.</translation>
    </message>
    <message>
        <source>Text, pictures and sound on a laptop; 4.5 billion weights work at a time.</source>
        <translation>노트북에서 글, 이미지, 소리 다루기. 가중치 45억 개가 한 번에 작동합니다.</translation>
    </message>
    <message>
        <source>Text and pictures at the speed of a small model: 3.8 billion weights work at a time.</source>
        <translation>글과 이미지를 작은 모델만큼 빠르게 다룹니다. 한 번에 가중치 38억 개만 작동합니다.</translation>
    </message>
    <message>
        <source>Reasoning over text and pictures; needs a large GPU.</source>
        <translation>글과 이미지에 대한 추론. 큰 GPU가 필요합니다.</translation>
    </message>
    <message>
        <source>Summaries and short answers on small computers; also writes ahead for Llama 3.1.</source>
        <translation>작은 컴퓨터에서 요약과 짧은 답변. Llama 3.1을 위해 미리 쓰기도 합니다.</translation>
    </message>
    <message>
        <source>Dialogue, summaries and retrieval on a laptop.</source>
        <translation>노트북에서 대화, 요약, 검색.</translation>
    </message>
    <message>
        <source>General chat and tool use in eight languages.</source>
        <translation>여덟 언어로 일반 대화와 도구 사용.</translation>
    </message>
    <message>
        <source>Chat, tools and pictures in many languages on one large GPU.</source>
        <translation>큰 GPU 하나로 여러 언어의 대화, 도구, 이미지.</translation>
    </message>
    <message>
        <source>Mathematics and logic on a laptop; knows few facts by heart.</source>
        <translation>노트북에서 수학과 논리. 알고 있는 사실은 적습니다.</translation>
    </message>
    <message>
        <source>Reasoning and science questions in English with a good GPU.</source>
        <translation>좋은 GPU로 영어 추론과 과학 질문.</translation>
    </message>
    <message>
        <source>A small model whose making is published, for chat with or without thinking first.</source>
        <translation>만든 과정이 공개된 작은 대화 모델. 먼저 생각하게 할 수 있습니다.</translation>
    </message>
    <message>
        <source>Chat in English from a model that is open in every part.</source>
        <translation>모든 부분이 공개된 모델과 영어로 대화.</translation>
    </message>
    <message>
        <source>Thinking through hard questions in English, open in every part; needs a large GPU.</source>
        <translation>어려운 질문을 영어로 깊이 생각하며, 모든 부분이 공개되어 있습니다. 큰 GPU가 필요합니다.</translation>
    </message>
    <message>
        <source>Reasoning and tools within 16 GB of memory: 3.6 of 21 billion weights work at a time.</source>
        <translation>메모리 16 GB 안에서 추론과 도구: 가중치 210억 개 중 36억 개가 한 번에 작동합니다.</translation>
    </message>
    <message>
        <source>Hard reasoning on one 80 GB GPU: 5.1 of 117 billion weights work at a time.</source>
        <translation>80 GB GPU 하나로 어려운 추론: 가중치 1,170억 개 중 51억 개가 한 번에 작동합니다.</translation>
    </message>
    <message>
        <source>Korean and English on small computers, with or without thinking first.</source>
        <translation>작은 컴퓨터에서 한국어와 영어. 먼저 생각하게 할 수 있습니다.</translation>
    </message>
    <message>
        <source>Korean knowledge, reasoning and tools; needs a large GPU.</source>
        <translation>한국어 지식, 추론, 도구. 큰 GPU가 필요합니다.</translation>
    </message>
    <message>
        <source>Everyday Korean and English on small computers.</source>
        <translation>작은 컴퓨터에서 일상적인 한국어와 영어.</translation>
    </message>
    <message>
        <source>Everyday Korean and English, and long texts.</source>
        <translation>일상적인 한국어와 영어, 긴 글.</translation>
    </message>
    <message>
        <source>Korean and English on small computers, with function calls.</source>
        <translation>작은 컴퓨터에서 한국어와 영어, 함수 호출.</translation>
    </message>
    <message>
        <source>Korean and English, code and function calls; may be used commercially.</source>
        <translation>한국어와 영어, 코드와 함수 호출. 상업적으로 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Simple Korean tasks on the smallest computers.</source>
        <translation>아주 작은 컴퓨터에서 간단한 한국어 작업.</translation>
    </message>
    <message>
        <source>Thinking through questions in Korean with a good GPU.</source>
        <translation>좋은 GPU로 한국어 질문을 깊이 생각하기.</translation>
    </message>
    <message>
        <source>Korean with few tokens, from a model made in Korea from the start.</source>
        <translation>처음부터 한국에서 만든, 토큰을 적게 쓰는 한국어 모델.</translation>
    </message>
    <message>
        <source>Korean documents and culture, with few tokens.</source>
        <translation>한국어 문서와 문화. 토큰을 적게 씁니다.</translation>
    </message>
    <message>
        <source>Single questions in English; an older model with a short context.</source>
        <translation>영어로 된 질문 하나씩. 컨텍스트가 짧은 예전 모델입니다.</translation>
    </message>
    <message>
        <source>Reasoning in Korean and English on a server: 12 of 102 billion weights work at a time.</source>
        <translation>서버에서 한국어와 영어 추론: 가중치 1,020억 개 중 120억 개가 한 번에 작동합니다.</translation>
    </message>
    <message>
        <source>Finding long passages in over a hundred languages.</source>
        <translation>100여 개 언어의 긴 구절 찾기.</translation>
    </message>
    <message>
        <source>Finding passages in Korean documents.</source>
        <translation>한국어 문서에서 구절 찾기.</translation>
    </message>
    <message>
        <source>Finding passages in over a hundred languages, and across them.</source>
        <translation>100여 개 언어의 구절을 언어를 넘나들며 찾기.</translation>
    </message>
    <message>
        <source>Finding passages in over a hundred languages with more care; wants a GPU.</source>
        <translation>100여 개 언어의 구절을 더 꼼꼼히 찾기. GPU가 있으면 좋습니다.</translation>
    </message>
    <message>
        <source>Finding passages in over a hundred languages on a laptop.</source>
        <translation>노트북에서 100여 개 언어의 구절 찾기.</translation>
    </message>
    <message>
        <source>Finding passages in English, from a model whose data and code are open.</source>
        <translation>데이터와 코드가 공개된 모델로 영어 구절 찾기.</translation>
    </message>
    <message>
        <source>Finding passages in English and many other languages.</source>
        <translation>영어와 여러 다른 언어의 구절 찾기.</translation>
    </message>
    <message>
        <source>Judging found passages again, faster than larger rerankers.</source>
        <translation>찾은 구절을 더 큰 모델보다 빠르게 다시 판단하기.</translation>
    </message>
    <message>
        <source>Reading pictures, scanned pages and charts on a laptop.</source>
        <translation>노트북에서 이미지, 스캔한 쪽, 도표 읽기.</translation>
    </message>
    <message>
        <source>Reading pictures, scanned pages and charts with a good GPU.</source>
        <translation>좋은 GPU로 이미지, 스캔한 쪽, 도표 읽기.</translation>
    </message>
    <message>
        <source>Writing down speech in some hundred languages.</source>
        <translation>100여 개 언어의 말을 받아쓰기.</translation>
    </message>
    <message>
        <source>Sorting prompts and answers into 13 kinds of hazard.</source>
        <translation>질문과 답변을 13가지 위험으로 분류하기.</translation>
    </message>
    <message>
        <source>Sorting prompts and answers by hazard with more care.</source>
        <translation>질문과 답변을 위험별로 더 꼼꼼히 분류하기.</translation>
    </message>
    <message>
        <source>Telling four kinds of harm in English text.</source>
        <translation>영어 글에서 네 가지 유해함 구별하기.</translation>
    </message>
    <message>
        <source>Thinking… {seconds} s</source>
        <translation>생각 중… {seconds}초</translation>
    </message>
    <message>
        <source>Move or change words in a text</source>
        <translation>글 안에서 커서를 옮기거나 단어를 고치기</translation>
    </message>
    <message>
        <source>Get {name}…</source>
        <translation>{name} 받기…</translation>
    </message>
    <message>
        <source>{name} comes in the background. Go on: how far it is stands on the left.</source>
        <translation>{name}: 백그라운드에서 받는 중입니다. 계속 진행하세요. 진행 상황은 왼쪽에 표시됩니다.</translation>
    </message>
    <message>
        <source>Copy the last code of the answer</source>
        <translation>답변의 마지막 코드 복사</translation>
    </message>
    <message>
        <source>{name}, {size}.

Linked, it stays where it is and takes no more room. Copied, Snug keeps a file of its own, which takes {size} of the {free} that is free.</source>
        <translation>{name}, {size}.

연결하면 파일은 제자리에 있고 공간을 더 쓰지 않습니다. 복사하면 Snug가 따로 보관하며, 남은 {free} 중 {size}를 씁니다.</translation>
    </message>
    <message>
        <source>{count} models take {size} here; {free} of the disk is free.</source>
        <translation>모델 {count}개가 {size}를 쓰고 있으며, 디스크에 {free}가 남아 있습니다.</translation>
    </message>
    <message>
        <source>One model takes {size} here; {free} of the disk is free.</source>
        <translation>모델 1개가 {size}를 쓰고 있으며, 디스크에 {free}가 남아 있습니다.</translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation>{count}바이트</translation>
    </message>
    <message>
        <source>{figure} %</source>
        <translation>{figure}%</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>Zip or tar file</source>
        <translation>압축 파일</translation>
    </message>
    <message>
        <source>Free for any use</source>
        <translation>어떤 용도로든 자유롭게 사용</translation>
    </message>
    <message>
        <source>May be used for work</source>
        <translation>업무에도 쓸 수 있음</translation>
    </message>
    <message>
        <source>Files: {repository}. Published programs fetch them by this name (read on {date}); the hub itself was not asked.</source>
        <translation>파일: {repository}. 공개된 프로그램들이 이 이름으로 파일을 받습니다({date} 확인). 허브에 직접 묻지는 않았습니다.</translation>
    </message>
    <message>
        <source>Files: {repository}. A page names it (read on {date}); the hub itself was not asked.</source>
        <translation>파일: {repository}. 이 이름이 적힌 페이지를 읽었습니다({date} 확인). 허브에 직접 묻지는 않았습니다.</translation>
    </message>
    <message>
        <source>This engine does not know the architecture “{architecture}” yet: a file from here could be kept, but not used before Snug is updated.</source>
        <translation>이 엔진은 아직 “{architecture}” 구조를 모릅니다. 파일을 받아 둘 수는 있지만, Snug를 업데이트해야 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>A file waits until Snug is unlocked.</source>
        <translation>잠금을 풀면 파일 하나를 엽니다.</translation>
    </message>
    <message>
        <source>{count} files wait until Snug is unlocked.</source>
        <translation>잠금을 풀면 파일 {count}개를 엽니다.</translation>
    </message>
    <message>
        <source>What is this file for?</source>
        <translation>이 파일로 무엇을 할까요?</translation>
    </message>
    <message>
        <source>What are these {count} files for?</source>
        <translation>이 파일 {count}개로 무엇을 할까요?</translation>
    </message>
    <message>
        <source>“{name}” and {count} more</source>
        <translation>“{name}” 외 {count}개</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>“{name}”</translation>
    </message>
    <message>
        <source>Ask about it</source>
        <translation>이 파일에 대해 묻기</translation>
    </message>
    <message>
        <source>Ask about them</source>
        <translation>이 파일들에 대해 묻기</translation>
    </message>
    <message>
        <source>Add to the documents</source>
        <translation>문서에 추가</translation>
    </message>
    <message>
        <source>Add this folder to the documents?</source>
        <translation>이 폴더를 문서에 추가할까요?</translation>
    </message>
    <message>
        <source>Bring in conversations?</source>
        <translation>대화를 가져올까요?</translation>
    </message>
    <message>
        <source>“{name}” holds conversations of Snug. Those that are here already are passed over.</source>
        <translation>“{name}”에 Snug의 대화가 들어 있습니다. 이미 있는 대화는 건너뜁니다.</translation>
    </message>
    <message>
        <source>Bring them in</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>This is a backup</source>
        <translation>백업 파일입니다</translation>
    </message>
    <message>
        <source>“{name}” would take the place of all that is kept here. Lock Snug first; then open the file once more.</source>
        <translation>“{name}”을(를) 복원하면 여기 저장된 모든 것을 대신합니다. 먼저 Snug를 잠근 다음 파일을 다시 여세요.</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>The file is not there</source>
        <translation>파일이 없습니다</translation>
    </message>
    <message>
        <source>“{name}” is not there, or cannot be read.</source>
        <translation>“{name}”이(가) 없거나 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>It may have been moved or deleted: look for it, then open it again.</source>
        <translation>옮겨졌거나 삭제되었을 수 있습니다. 찾아서 다시 여세요.</translation>
    </message>
    <message>
        <source>Snug does not answer</source>
        <translation>Snug가 응답하지 않습니다</translation>
    </message>
    <message>
        <source>Snug is open already, but its window does not answer.</source>
        <translation>Snug가 이미 열려 있지만 창이 응답하지 않습니다.</translation>
    </message>
    <message>
        <source>Wait a moment, then try again. If it stays so, end Snug and start it anew.</source>
        <translation>잠시 기다렸다가 다시 시도하세요. 계속되면 Snug를 종료하고 다시 시작하세요.</translation>
    </message>
    <message>
        <source>Start with the session</source>
        <translation>로그인할 때 시작</translation>
    </message>
    <message>
        <source>Snug then waits in the tray, or as a minimised window. No model is loaded.</source>
        <translation>Snug가 트레이나 최소화된 창으로 기다립니다. 모델은 불러오지 않습니다.</translation>
    </message>
    <message>
        <source>Not changed</source>
        <translation>바꾸지 못했습니다</translation>
    </message>
    <message>
        <source>Whether Snug starts with the session could not be changed: {place}.</source>
        <translation>로그인할 때 시작하는 설정을 바꾸지 못했습니다: {place}.</translation>
    </message>
    <message>
        <source>Check whether you may write there, or use your system's own settings.</source>
        <translation>그곳에 쓸 권한이 있는지 확인하거나 시스템 설정을 이용하세요.</translation>
    </message>
    <message>
        <source>Look for a newer Snug now</source>
        <translation>지금 새 버전 확인</translation>
    </message>
    <message>
        <source>Check a file that was fetched elsewhere…</source>
        <translation>다른 곳에서 받은 파일 확인…</translation>
    </message>
    <message>
        <source>Snug {version} is available.</source>
        <translation>Snug {version}이(가) 나왔습니다.</translation>
    </message>
    <message>
        <source>Snug is up to date: {version} is the latest.</source>
        <translation>Snug가 최신 버전입니다: {version}.</translation>
    </message>
    <message>
        <source>Snug {version} is available, but cannot open what is kept here. Install a release between the two first.</source>
        <translation>Snug {version}이(가) 나왔지만 여기 저장된 것을 열 수 없습니다. 그 사이의 버전을 먼저 설치하세요.</translation>
    </message>
    <message>
        <source>“{name}” is the file of Snug {version} as it was published. Close Snug, then open the file to install it.</source>
        <translation>“{name}”은(는) 게시된 그대로의 Snug {version} 파일입니다. Snug를 닫은 다음 파일을 열어 설치하세요.</translation>
    </message>
    <message>
        <source>This answer was good until {day}. There may be a newer release that did not arrive here.</source>
        <translation>이 응답은 {day}까지 유효했습니다. 여기에 전해지지 않은 더 새로운 버전이 있을 수 있습니다.</translation>
    </message>
    <message>
        <source>Nothing is fetched or installed by itself.</source>
        <translation>저절로 내려받거나 설치하는 것은 없습니다.</translation>
    </message>
    <message>
        <source>What is new…</source>
        <translation>새로운 기능…</translation>
    </message>
    <message>
        <source>Your system keeps Snug up to date ({channel}).</source>
        <translation>시스템이 Snug를 최신으로 유지합니다({channel}).</translation>
    </message>
    <message>
        <source>A newer Snug is looked for only when you ask.</source>
        <translation>새 버전은 요청할 때만 확인합니다.</translation>
    </message>
    <message>
        <source>A newer Snug was last looked for on {day}.</source>
        <translation>새 버전을 마지막으로 확인한 날은 {day}입니다.</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>업데이트</translation>
    </message>
    <message>
        <source>Look for a newer Snug</source>
        <translation>새 버전 확인</translation>
    </message>
    <message>
        <source>What is told counts only with the publisher's signature; nothing is installed.</source>
        <translation>게시자의 서명이 있는 내용만 믿으며, 아무것도 설치하지 않습니다.</translation>
    </message>
    <message>
        <source>Address for updates</source>
        <translation>업데이트 주소</translation>
    </message>
    <message>
        <source>Where the publisher tells of releases; it begins with https.</source>
        <translation>게시자가 새 버전을 알리는 주소입니다. https로 시작합니다.</translation>
    </message>
    <message>
        <source>Only when I ask</source>
        <translation>요청할 때만</translation>
    </message>
    <message>
        <source>Every week</source>
        <translation>매주</translation>
    </message>
    <message>
        <source>Every month</source>
        <translation>매달</translation>
    </message>
    <message>
        <source>No answer about updates</source>
        <translation>업데이트를 확인하지 못했습니다</translation>
    </message>
    <message>
        <source>Your system updates Snug</source>
        <translation>Snug는 시스템이 업데이트합니다</translation>
    </message>
    <message>
        <source>This Snug came as a package ({channel}), which your system keeps up to date.</source>
        <translation>이 Snug는 시스템이 최신으로 유지하는 패키지({channel})로 설치되었습니다.</translation>
    </message>
    <message>
        <source>Use your system's own updates.</source>
        <translation>시스템의 업데이트를 이용하세요.</translation>
    </message>
    <message>
        <source>No address is set where Snug could look for updates.</source>
        <translation>업데이트를 확인할 주소가 정해져 있지 않습니다.</translation>
    </message>
    <message>
        <source>Set one in the settings, or choose a file that was fetched elsewhere.</source>
        <translation>설정에서 주소를 정하거나 다른 곳에서 받은 파일을 선택하세요.</translation>
    </message>
    <message>
        <source>This copy of Snug came without its publisher's key, so no update can be checked.</source>
        <translation>이 Snug에는 게시자의 키가 들어 있지 않아 업데이트를 검증할 수 없습니다.</translation>
    </message>
    <message>
        <source>Get a newer Snug from where you got this one.</source>
        <translation>이 Snug를 받은 곳에서 새 버전을 받으세요.</translation>
    </message>
    <message>
        <source>{host} gave no answer about updates.</source>
        <translation>{host}에서 업데이트에 대한 응답이 없었습니다.</translation>
    </message>
    <message>
        <source>Check the connection and the address in the settings, then try again.</source>
        <translation>연결과 설정의 주소를 확인한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Not from the publisher of Snug</source>
        <translation>Snug 게시자의 것이 아닙니다</translation>
    </message>
    <message>
        <source>“{name}” is not signed by the publisher of Snug, or was changed since.</source>
        <translation>“{name}”에 Snug 게시자의 서명이 없거나, 서명된 뒤에 바뀌었습니다.</translation>
    </message>
    <message>
        <source>Do not install it. Get it again from where Snug is published.</source>
        <translation>설치하지 마세요. Snug를 배포하는 곳에서 다시 받으세요.</translation>
    </message>
    <message>
        <source>An older answer than before</source>
        <translation>전보다 오래된 응답입니다</translation>
    </message>
    <message>
        <source>The answer names Snug {version}, and an earlier one named {seen}.</source>
        <translation>이번 응답은 Snug {version}을(를) 가리키는데, 전에는 {seen}을(를) 가리켰습니다.</translation>
    </message>
    <message>
        <source>Somebody may be holding back newer releases: look at the page of Snug yourself.</source>
        <translation>누군가 새 버전을 막고 있을 수 있습니다. Snug의 배포 페이지를 직접 확인하세요.</translation>
    </message>
    <message>
        <source>Beside “{name}” there is no file {beside}, which says whether it is genuine.</source>
        <translation>“{name}” 옆에 진짜인지 알려 주는 {beside} 파일이 없습니다.</translation>
    </message>
    <message>
        <source>Fetch that file from the same place, and put both into one folder.</source>
        <translation>같은 곳에서 그 파일을 받아 한 폴더에 함께 두세요.</translation>
    </message>
    <message>
        <source>Not the published file</source>
        <translation>게시된 파일이 아닙니다</translation>
    </message>
    <message>
        <source>“{name}” is not a file of Snug {version} as it was published.</source>
        <translation>“{name}”은(는) 게시된 그대로의 Snug {version} 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>Test models</source>
        <translation>모델 평가</translation>
    </message>
    <message>
        <source>Test models with questions</source>
        <translation>문항으로 모델 평가하기</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>평가</translation>
    </message>
    <message>
        <source>Question sets</source>
        <translation>문항 묶음</translation>
    </message>
    <message>
        <source>Models answer questions whose answers are known, on this computer. Few questions give a rough idea, not a grade.</source>
        <translation>정답을 아는 문항을 이 컴퓨터에서 모델에 묻습니다. 문항이 적으면 점수가 아니라 대략의 인상으로 보세요.</translation>
    </message>
    <message>
        <source>{name} · {language} · {questions} questions</source>
        <translation>{name} · {language} · {questions}문항</translation>
    </message>
    <message>
        <source>From Snug</source>
        <translation>Snug 제공</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>직접 만든 묶음</translation>
    </message>
    <message>
        <source>You have no sets of your own yet.</source>
        <translation>아직 직접 만든 묶음이 없습니다.</translation>
    </message>
    <message>
        <source>Choose at least one model and one set.</source>
        <translation>모델과 묶음을 하나 이상씩 선택하세요.</translation>
    </message>
    <message>
        <source>Questions for each model: {questions}. Models: {models}.</source>
        <translation>모델마다 {questions}문항, 모델 {models}개.</translation>
    </message>
    <message>
        <source>Start the test</source>
        <translation>평가 시작</translation>
    </message>
    <message>
        <source>{model} · {name} · question {number} of {total}</source>
        <translation>{model} · {name} · {total}문항 중 {number}번째</translation>
    </message>
    <message>
        <source>Loading {model}…</source>
        <translation>{model} 불러오는 중…</translation>
    </message>
    <message>
        <source>Stopped. Nothing of this test was kept.</source>
        <translation>중지했습니다. 이 평가의 결과는 남기지 않았습니다.</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>What comes of a test appears here.</source>
        <translation>평가 결과가 여기에 표시됩니다.</translation>
    </message>
    <message>
        <source>All questions</source>
        <translation>전체 문항</translation>
    </message>
    <message>
        <source>{right} of {total} · {percent} % ({low}–{high})</source>
        <translation>{total}개 중 {right}개 · {percent}% ({low}–{high})</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>걸린 시간</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count}초</translation>
    </message>
    <message>
        <source>In brackets: between which percentages the true share lies, at 95 % (Wilson). What is written is judged by rules, not by a person.</source>
        <translation>괄호 안은 실제 정답률이 95% 확률로 들어 있는 범위(%)입니다(윌슨). 모델이 쓴 답은 사람이 아니라 규칙으로 채점합니다.</translation>
    </message>
    <message>
        <source>Choose a figure to see which questions went wrong.</source>
        <translation>값을 선택하면 어떤 문항을 틀렸는지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>{model} · {name}: wrong {count}</source>
        <translation>{model} · {name}: 틀린 문항 {count}개</translation>
    </message>
    <message>
        <source>{model} · {name}: nothing wrong</source>
        <translation>{model} · {name}: 틀린 문항 없음</translation>
    </message>
    <message>
        <source>Said: {answer}</source>
        <translation>답: {answer}</translation>
    </message>
    <message>
        <source>Said nothing.</source>
        <translation>아무 답도 하지 않았습니다.</translation>
    </message>
    <message>
        <source>Right: {answer}</source>
        <translation>정답: {answer}</translation>
    </message>
    <message>
        <source>{answers} in the answer</source>
        <translation>답에 {answers} 포함</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 또는 </translation>
    </message>
    <message>
        <source>what fits the pattern {pattern}</source>
        <translation>{pattern} 패턴에 맞는 답</translation>
    </message>
    <message>
        <source>to decline</source>
        <translation>거절</translation>
    </message>
    <message>
        <source>that the passage does not say</source>
        <translation>글에 나와 있지 않다는 답</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>다시 묻기</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>파일로 저장…</translation>
    </message>
    <message>
        <source>Results as JSON (*.json);;Results as a table (*.csv)</source>
        <translation>JSON 결과 (*.json);;표 (*.csv)</translation>
    </message>
    <message>
        <source>Saved. The file is not encrypted.</source>
        <translation>저장했습니다. 이 파일은 암호화되지 않습니다.</translation>
    </message>
    <message>
        <source>The results were removed.</source>
        <translation>결과를 삭제했습니다.</translation>
    </message>
    <message>
        <source>Without a vault your own sets and results last until you close Snug.</source>
        <translation>금고가 없으면 직접 만든 묶음과 결과는 Snug를 닫을 때까지만 남습니다.</translation>
    </message>
    <message>
        <source>Model workshop</source>
        <translation>모델 작업실</translation>
    </message>
    <message>
        <source>Make models smaller and compare them</source>
        <translation>모델 줄이기 및 비교</translation>
    </message>
    <message>
        <source>Make smaller</source>
        <translation>줄이기</translation>
    </message>
    <message>
        <source>Make smaller…</source>
        <translation>더 작게 만들기…</translation>
    </message>
    <message>
        <source>Compare models</source>
        <translation>모델 비교</translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation>다른 모델과 비교…</translation>
    </message>
    <message>
        <source>Test…</source>
        <translation>평가…</translation>
    </message>
    <message>
        <source>There is no model on this computer yet. The page of models has some to get.</source>
        <translation>이 컴퓨터에 아직 모델이 없습니다. 모델 페이지에서 받을 수 있습니다.</translation>
    </message>
    <message>
        <source>{quantization} · {size} · {layers} layers</source>
        <translation>{quantization} · {size} · 레이어 {layers}개</translation>
    </message>
    <message>
        <source>Looking at the model…</source>
        <translation>모델을 살펴보는 중…</translation>
    </message>
    <message>
        <source>Make it into</source>
        <translation>바꿀 형식</translation>
    </message>
    <message>
        <source>The very smallest: answers get much worse, and it needs an importance matrix.</source>
        <translation>가장 작습니다. 답변이 훨씬 나빠지고 중요도 행렬이 필요합니다.</translation>
    </message>
    <message>
        <source>It is {quantization} already: made smaller again, it loses precision twice. Its F16 file makes a better start, if there is one.</source>
        <translation>이미 {quantization}입니다. 다시 줄이면 정밀도를 두 번 잃습니다. F16 파일이 있다면 그것으로 시작하는 편이 낫습니다.</translation>
    </message>
    <message>
        <source>Make it all the same</source>
        <translation>그래도 만들기</translation>
    </message>
    <message>
        <source>More choices</source>
        <translation>더 많은 선택지</translation>
    </message>
    <message>
        <source>Importance matrix</source>
        <translation>중요도 행렬</translation>
    </message>
    <message>
        <source>Not necessary. A file that llama-imatrix made from this very model tells which of its numbers matter most; the smallest types need one.</source>
        <translation>없어도 됩니다. llama-imatrix가 바로 이 모델로 만든 파일로, 어떤 값이 중요한지 알려 줍니다. 가장 작은 형식에는 필요합니다.</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>쓰지 않기</translation>
    </message>
    <message>
        <source>Importance matrices (*.dat *.gguf *.imatrix);;All files (*)</source>
        <translation>중요도 행렬 (*.dat *.gguf *.imatrix);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Layers to leave out</source>
        <translation>뺄 레이어</translation>
    </message>
    <message>
        <source>None, or such as 10, 11</source>
        <translation>없음, 또는 10, 11처럼</translation>
    </message>
    <message>
        <source>From 0 to {last}. Each makes the model smaller and faster, and its answers clearly worse: nothing is trained afterwards. Those in the middle are missed the least.</source>
        <translation>0부터 {last}까지. 하나 뺄 때마다 모델은 작고 빨라지지만 답변은 뚜렷이 나빠집니다. 뺀 뒤에 다시 학습하지 않기 때문입니다. 가운데 레이어는 빼도 영향이 가장 적습니다.</translation>
    </message>
    <message>
        <source>Write the layers as numbers with commas between them.</source>
        <translation>레이어 번호를 쉼표로 나누어 쓰세요.</translation>
    </message>
    <message>
        <source>Name of the new file</source>
        <translation>새 파일 이름</translation>
    </message>
    <message>
        <source>As usual: the model's name and the type</source>
        <translation>기본값: 모델 이름과 형식</translation>
    </message>
    <message>
        <source>Working out the size…</source>
        <translation>크기를 계산하는 중…</translation>
    </message>
    <message>
        <source>Then measure both: perplexity and speed</source>
        <translation>만든 뒤 둘 다 측정: 혼란도와 속도</translation>
    </message>
    <message>
        <source>Text for perplexity</source>
        <translation>혼란도를 잴 글</translation>
    </message>
    <message>
        <source>The one that came with Snug</source>
        <translation>Snug에 들어 있는 글</translation>
    </message>
    <message>
        <source>Text files (*.txt *.md);;All files (*)</source>
        <translation>텍스트 파일 (*.txt *.md);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Make it</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>A LoRA adapter cannot be merged into a model here, because llama.cpp has no way to do it. It can be used beside one, on the command line: snug chat --lora FILE.</source>
        <translation>LoRA 어댑터는 여기서 모델에 합칠 수 없습니다. llama.cpp에 그런 기능이 없기 때문입니다. 명령줄에서 모델과 함께 쓸 수는 있습니다: snug chat --lora 파일</translation>
    </message>
    <message>
        <source>Making {name}…</source>
        <translation>{name} 만드는 중…</translation>
    </message>
    <message>
        <source>Making {name}: {done} of {total}</source>
        <translation>{name} 만드는 중: {total} 중 {done}</translation>
    </message>
    <message>
        <source>Measuring the speed of {model}…</source>
        <translation>{model}의 속도를 측정하는 중…</translation>
    </message>
    <message>
        <source>{model} reads the text: {done} of {total}</source>
        <translation>{model}이(가) 글을 읽는 중: {total} 중 {done}</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>중지하는 중…</translation>
    </message>
    <message>
        <source>Stopped. Nothing of the new file was kept.</source>
        <translation>중지했습니다. 새 파일은 남기지 않았습니다.</translation>
    </message>
    <message>
        <source>Stopped. Nothing was measured.</source>
        <translation>중지했습니다. 측정한 값은 없습니다.</translation>
    </message>
    <message>
        <source>{name} is ready</source>
        <translation>{name} 준비 완료</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>전</translation>
    </message>
    <message>
        <source>After</source>
        <translation>후</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Bits per weight</source>
        <translation>가중치당 비트</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>혼란도</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>{tokens} tokens/s</source>
        <translation>초당 {tokens}토큰</translation>
    </message>
    <message>
        <source>Figures of {name}</source>
        <translation>{name}의 값</translation>
    </message>
    <message>
        <source>Figures of the models</source>
        <translation>모델별 값</translation>
    </message>
    <message>
        <source>These models cut text differently: their perplexities cannot be compared.</source>
        <translation>이 모델들은 글을 서로 다르게 나눕니다. 혼란도를 서로 비교할 수 없습니다.</translation>
    </message>
    <message>
        <source>Perplexity and speed were not measured.</source>
        <translation>혼란도와 속도는 측정하지 않았습니다.</translation>
    </message>
    <message>
        <source>It has lost precision twice.</source>
        <translation>정밀도를 두 번 잃었습니다.</translation>
    </message>
    <message>
        <source>{fallbacks} of {tensors} tensors got a larger type, because their rows do not divide into the blocks of {quantization}.</source>
        <translation>텐서 {tensors}개 중 {fallbacks}개는 행이 {quantization}의 블록으로 나누어지지 않아 더 큰 형식이 되었습니다.</translation>
    </message>
    <message>
        <source>It is not smaller than before.</source>
        <translation>전보다 작아지지 않았습니다.</translation>
    </message>
    <message>
        <source>Layers are missing: compare its answers before you rely on it.</source>
        <translation>레이어가 빠져 있습니다. 믿고 쓰기 전에 답변을 비교해 보세요.</translation>
    </message>
    <message>
        <source>It is kept, among your models.</source>
        <translation>모델 목록에 남겼습니다.</translation>
    </message>
    <message>
        <source>Throw it away…</source>
        <translation>삭제…</translation>
    </message>
    <message>
        <source>Throw the new model away?</source>
        <translation>새 모델을 삭제할까요?</translation>
    </message>
    <message>
        <source>Throw it away</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Keep it after all</source>
        <translation>그냥 두기</translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation>“{name}”을(를) 삭제했습니다.</translation>
    </message>
    <message>
        <source>Models to compare</source>
        <translation>비교할 모델</translation>
    </message>
    <message>
        <source>Choose two or more.</source>
        <translation>두 개 이상 선택하세요.</translation>
    </message>
    <message>
        <source>Each is loaded, measured and put away again. Answers that are written meanwhile make the figures worse.</source>
        <translation>하나씩 불러와 측정하고 다시 내립니다. 그동안 답변을 쓰게 하면 값이 나빠집니다.</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>측정</translation>
    </message>
    <message>
        <source>A quarter of F16, better than others of its size, and slower to make.</source>
        <translation>F16의 4분의 1입니다. 같은 크기의 다른 형식보다 낫고, 만드는 데 더 오래 걸립니다.</translation>
    </message>
    <message>
        <source>A fifth of F16; the smaller ones need an importance matrix.</source>
        <translation>F16의 5분의 1입니다. 더 작은 것은 중요도 행렬이 필요합니다.</translation>
    </message>
    <message>
        <source>Every number in full: the largest, for further work on the model.</source>
        <translation>모든 값을 온전히 담습니다. 가장 크며, 모델을 더 다듬을 때 씁니다.</translation>
    </message>
    <message>
        <source>As most models are published: large, and nothing is lost.</source>
        <translation>대부분의 모델이 공개되는 형식입니다. 크지만 손실이 없습니다.</translation>
    </message>
    <message>
        <source>About half of F16, with hardly any loss.</source>
        <translation>F16의 절반쯤이고 손실이 거의 없습니다.</translation>
    </message>
    <message>
        <source>A good third of F16; the loss is very small.</source>
        <translation>F16의 3분의 1을 조금 넘고, 손실은 아주 작습니다.</translation>
    </message>
    <message>
        <source>A third of F16; the loss is small.</source>
        <translation>F16의 3분의 1이고 손실은 작습니다.</translation>
    </message>
    <message>
        <source>A good quarter of F16; the loss is noticed here and there.</source>
        <translation>F16의 4분의 1을 조금 넘고 손실이 가끔 느껴집니다.</translation>
    </message>
    <message>
        <source>A good quarter of F16: what most people choose.</source>
        <translation>F16의 4분의 1을 조금 넘습니다. 가장 많이 선택하는 형식입니다.</translation>
    </message>
    <message>
        <source>Under a quarter of F16; answers get noticeably worse.</source>
        <translation>F16의 4분의 1이 안 됩니다. 답변이 눈에 띄게 나빠집니다.</translation>
    </message>
    <message>
        <source>A fifth of F16; answers get much worse.</source>
        <translation>F16의 5분의 1입니다. 답변이 훨씬 나빠집니다.</translation>
    </message>
    <message>
        <source>Only for models that were trained for it.</source>
        <translation>이 형식으로 학습한 모델에만 맞습니다.</translation>
    </message>
    <message>
        <source>New set</source>
        <translation>새 묶음</translation>
    </message>
    <message>
        <source>Take in a file…</source>
        <translation>파일에서 가져오기…</translation>
    </message>
    <message>
        <source>Question sets (*.jsonl *.toml)</source>
        <translation>문항 묶음 (*.jsonl *.toml)</translation>
    </message>
    <message>
        <source>Name of the set</source>
        <translation>묶음 이름</translation>
    </message>
    <message>
        <source>What it is about</source>
        <translation>무엇에 관한 묶음인지</translation>
    </message>
    <message>
        <source>Language of the questions</source>
        <translation>문항의 언어</translation>
    </message>
    <message>
        <source>Copy and edit</source>
        <translation>복사해서 수정</translation>
    </message>
    <message>
        <source>{name} (copy)</source>
        <translation>{name} (사본)</translation>
    </message>
    <message>
        <source>This set comes with Snug and stays as it is. Copy it to change it.</source>
        <translation>Snug에 기본으로 들어 있는 묶음이라 바꿀 수 없습니다. 바꾸려면 복사하세요.</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>저장했습니다.</translation>
    </message>
    <message>
        <source>{name} · not saved</source>
        <translation>{name} · 저장 안 됨</translation>
    </message>
    <message>
        <source>Remove the set</source>
        <translation>묶음 삭제</translation>
    </message>
    <message>
        <source>The set was removed.</source>
        <translation>묶음을 삭제했습니다.</translation>
    </message>
    <message>
        <source>More about this set</source>
        <translation>이 묶음의 다른 작업</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>문항</translation>
    </message>
    <message>
        <source>Questions to mend: {count}</source>
        <translation>고칠 문항: {count}개</translation>
    </message>
    <message>
        <source>The set needs a name.</source>
        <translation>묶음에 이름이 필요합니다.</translation>
    </message>
    <message>
        <source>The set needs a question.</source>
        <translation>묶음에 문항이 필요합니다.</translation>
    </message>
    <message>
        <source>{number}. {question}</source>
        <translation>{number}. {question}</translation>
    </message>
    <message>
        <source>{number}. {question} · to mend</source>
        <translation>{number}. {question} · 고칠 것 있음</translation>
    </message>
    <message>
        <source>(no text)</source>
        <translation>(내용 없음)</translation>
    </message>
    <message>
        <source>Add a question</source>
        <translation>문항 추가</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>복제</translation>
    </message>
    <message>
        <source>Delete the question</source>
        <translation>문항 삭제</translation>
    </message>
    <message>
        <source>The question was deleted.</source>
        <translation>문항을 삭제했습니다.</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>문항 내용</translation>
    </message>
    <message>
        <source>Passage the answer comes from, if there is one</source>
        <translation>답의 근거가 되는 글(있으면)</translation>
    </message>
    <message>
        <source>Kind of answer</source>
        <translation>답의 종류</translation>
    </message>
    <message>
        <source>Choice {number}</source>
        <translation>보기 {number}</translation>
    </message>
    <message>
        <source>Choice {number} is the right one</source>
        <translation>보기 {number}번이 정답</translation>
    </message>
    <message>
        <source>Remove choice {number}</source>
        <translation>보기 {number} 삭제</translation>
    </message>
    <message>
        <source>Add a choice</source>
        <translation>보기 추가</translation>
    </message>
    <message>
        <source>Accepted answers</source>
        <translation>인정하는 답</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>패턴</translation>
    </message>
    <message>
        <source>Longest answer in tokens</source>
        <translation>답의 최대 길이(토큰)</translation>
    </message>
    <message>
        <source>Multiple choice</source>
        <translation>객관식</translation>
    </message>
    <message>
        <source>A pattern in the answer</source>
        <translation>답에 있어야 할 패턴</translation>
    </message>
    <message>
        <source>It should decline</source>
        <translation>거절해야 하는 문항</translation>
    </message>
    <message>
        <source>What the model finds likeliest is taken as its answer.</source>
        <translation>모델이 가장 그럴듯하다고 보는 보기를 답으로 봅니다.</translation>
    </message>
    <message>
        <source>One on each line. An answer is right when it holds one of them; case and marks do not count.</source>
        <translation>한 줄에 하나씩 씁니다. 그중 하나가 들어 있으면 정답이며, 대소문자와 기호는 따지지 않습니다.</translation>
    </message>
    <message>
        <source>A simple regular expression that has to be found in the answer.</source>
        <translation>답에서 찾아야 하는 간단한 정규식입니다.</translation>
    </message>
    <message>
        <source>Right is to decline, or to say that the passage does not say it.</source>
        <translation>거절하거나 글에 나와 있지 않다고 하면 정답입니다.</translation>
    </message>
    <message>
        <source>Write the question.</source>
        <translation>문항을 쓰세요.</translation>
    </message>
    <message>
        <source>The question is too long.</source>
        <translation>문항이 너무 깁니다.</translation>
    </message>
    <message>
        <source>The passage is too long.</source>
        <translation>글이 너무 깁니다.</translation>
    </message>
    <message>
        <source>Two choices are needed at least.</source>
        <translation>보기가 둘 이상 필요합니다.</translation>
    </message>
    <message>
        <source>These are too many choices.</source>
        <translation>보기가 너무 많습니다.</translation>
    </message>
    <message>
        <source>A choice is empty.</source>
        <translation>빈 보기가 있습니다.</translation>
    </message>
    <message>
        <source>A choice is too long.</source>
        <translation>너무 긴 보기가 있습니다.</translation>
    </message>
    <message>
        <source>The same choice is there twice.</source>
        <translation>같은 보기가 두 번 있습니다.</translation>
    </message>
    <message>
        <source>Write at least one accepted answer.</source>
        <translation>인정하는 답을 하나 이상 쓰세요.</translation>
    </message>
    <message>
        <source>These are too many accepted answers.</source>
        <translation>인정하는 답이 너무 많습니다.</translation>
    </message>
    <message>
        <source>An accepted answer is too long.</source>
        <translation>인정하는 답 하나가 너무 깁니다.</translation>
    </message>
    <message>
        <source>Write the pattern.</source>
        <translation>패턴을 쓰세요.</translation>
    </message>
    <message>
        <source>The pattern is too long.</source>
        <translation>패턴이 너무 깁니다.</translation>
    </message>
    <message>
        <source>This pattern cannot be used: keep it simple, with no repeated groups and two or three repeats at most.</source>
        <translation>이 패턴은 쓸 수 없습니다. 그룹 반복 없이, 반복은 두세 번까지로 간단하게 쓰세요.</translation>
    </message>
    <message>
        <source>Something is being measured</source>
        <translation>측정하는 중입니다</translation>
    </message>
    <message>
        <source>Another measurement is under way, and two would slow each other down.</source>
        <translation>다른 측정이 진행 중이고, 둘을 함께 하면 서로 느려집니다.</translation>
    </message>
    <message>
        <source>Wait until it has ended, or stop it first.</source>
        <translation>끝날 때까지 기다리거나 먼저 중지하세요.</translation>
    </message>
    <message>
        <source>Amharic</source>
        <translation>암하라어</translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation>아랍어</translation>
    </message>
    <message>
        <source>Assamese</source>
        <translation>아삼어</translation>
    </message>
    <message>
        <source>Bangla</source>
        <translation>벵골어</translation>
    </message>
    <message>
        <source>Persian</source>
        <translation>페르시아어</translation>
    </message>
    <message>
        <source>Gujarati</source>
        <translation>구자라트어</translation>
    </message>
    <message>
        <source>Hebrew</source>
        <translation>히브리어</translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation>힌디어</translation>
    </message>
    <message>
        <source>Armenian</source>
        <translation>아르메니아어</translation>
    </message>
    <message>
        <source>Georgian</source>
        <translation>조지아어</translation>
    </message>
    <message>
        <source>Khmer</source>
        <translation>크메르어</translation>
    </message>
    <message>
        <source>Kannada</source>
        <translation>칸나다어</translation>
    </message>
    <message>
        <source>Lao</source>
        <translation>라오어</translation>
    </message>
    <message>
        <source>Malayalam</source>
        <translation>말라얄람어</translation>
    </message>
    <message>
        <source>Marathi</source>
        <translation>마라티어</translation>
    </message>
    <message>
        <source>Burmese</source>
        <translation>버마어</translation>
    </message>
    <message>
        <source>Nepali</source>
        <translation>네팔어</translation>
    </message>
    <message>
        <source>Odia</source>
        <translation>오리야어</translation>
    </message>
    <message>
        <source>Punjabi</source>
        <translation>펀자브어</translation>
    </message>
    <message>
        <source>Pashto</source>
        <translation>파슈토어</translation>
    </message>
    <message>
        <source>Sanskrit</source>
        <translation>산스크리트어</translation>
    </message>
    <message>
        <source>Sindhi</source>
        <translation>신디어</translation>
    </message>
    <message>
        <source>Sinhala</source>
        <translation>싱할라어</translation>
    </message>
    <message>
        <source>Tamil</source>
        <translation>타밀어</translation>
    </message>
    <message>
        <source>Telugu</source>
        <translation>텔루구어</translation>
    </message>
    <message>
        <source>Thai</source>
        <translation>태국어</translation>
    </message>
    <message>
        <source>Uyghur</source>
        <translation>위구르어</translation>
    </message>
    <message>
        <source>Urdu</source>
        <translation>우르두어</translation>
    </message>
    <message>
        <source>Yiddish</source>
        <translation>이디시어</translation>
    </message>
    <message>
        <source>Free for any use, if its notices stay and what was changed is said.</source>
        <translation>고지를 유지하고 바꾼 점을 밝히면 어떤 용도로든 자유롭게 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Free for any use, if its notice stays.</source>
        <translation>고지를 유지하면 어떤 용도로든 자유롭게 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>[Folded. {caution}]</source>
        <translation>[접어 둠. {caution}]</translation>
    </message>
    <message>
        <source>Downloads allowed</source>
        <translation>다운로드 허용됨</translation>
    </message>
    <message>
        <source>No connection is open. A download that you begin connects without a question.</source>
        <translation>열린 연결이 없습니다. 시작한 다운로드는 묻지 않고 연결합니다.</translation>
    </message>
    <message>
        <source>Measured on {when} over {tokens} tokens of “{text}”. Perplexity says how surprised a model is by a text: lower is better. ± is one standard error.</source>
        <translation>{when}에 “{text}”의 {tokens}토큰으로 쟀습니다. 혼란도는 모델이 글을 얼마나 뜻밖으로 여기는지를 나타내며, 낮을수록 좋습니다. ±는 표준 오차 하나입니다.</translation>
    </message>
    <message>
        <source>Measured on {when} over {tokens} tokens of the text that came with Snug. Perplexity says how surprised a model is by a text: lower is better. ± is one standard error.</source>
        <translation>{when}에 Snug에 들어 있는 글의 {tokens}토큰으로 쟀습니다. 혼란도는 모델이 글을 얼마나 뜻밖으로 여기는지를 나타내며, 낮을수록 좋습니다. ±는 표준 오차 하나입니다.</translation>
    </message>
    <message>
        <source>{name} · {language} · 1 question</source>
        <translation>{name} · {language} · 1문항</translation>
    </message>
    <message>
        <source>Questions in the smallest of these sets: {questions}. How many a model gets right is then known to about ±{points} percentage points only.</source>
        <translation>가장 작은 묶음은 {questions}문항입니다. 이 정도면 정답률은 약 ±{points}%p까지만 알 수 있습니다.</translation>
    </message>
    <message>
        <source>Right where the other was wrong: {first} {only_first}, {second} {only_second}. Equally good models would differ as much with a probability of {p} (McNemar, exact).</source>
        <translation>혼자만 맞힌 문항: {first} {only_first}개, {second} {only_second}개. 실력이 같은 모델끼리도 이만큼 차이 날 확률은 {p}입니다(맥니머 정확 검정).</translation>
    </message>
    <message>
        <source>Perplexity and speed are being measured…</source>
        <translation>혼란도와 속도를 재는 중…</translation>
    </message>
    <message>
        <source>address not seen</source>
        <translation>주소 확인 안 됨</translation>
    </message>
    <message>
        <source>{size} received</source>
        <translation>받은 양 {size}</translation>
    </message>
    <message>
        <source>{size} sent</source>
        <translation>보낸 양 {size}</translation>
    </message>
    <message>
        <source>sent: not counted</source>
        <translation>보낸 양은 세지 않음</translation>
    </message>
    <message>
        <source>To look for a newer Snug</source>
        <translation>새 버전의 Snug 확인</translation>
    </message>
    <message>
        <source>For the list of files of {name}</source>
        <translation>{name}의 파일 목록 확인</translation>
    </message>
    <message>
        <source>For the model {name}</source>
        <translation>모델 받기: {name}</translation>
    </message>
    <message>
        <source>You asked for it by name</source>
        <translation>직접 요청함</translation>
    </message>
    <message>
        <source>Allowed by the setting</source>
        <translation>설정에서 허용함</translation>
    </message>
    <message>
        <source>under way, or cut off when Snug ended; not counted</source>
        <translation>진행 중이거나 Snug가 끝날 때 끊김, 양은 세지 않음</translation>
    </message>
    <message>
        <source>Snug shows it no pictures yet: here it reads and writes text.</source>
        <translation>Snug는 아직 이 모델에 이미지를 보여 줄 수 없습니다. 여기서는 글만 읽고 씁니다.</translation>
    </message>
    <message>
        <source>Find a better model</source>
        <translation>더 나은 모델 찾기</translation>
    </message>
    <message>
        <source>See which models there are</source>
        <translation>어떤 모델이 있는지 보기</translation>
    </message>
    <message>
        <source>done</source>
        <translation>끝남</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>Open {address}, agree there, and put a token of your account into the settings, under Privacy (network.hub_token); then try again.</source>
        <translation>{address}을(를) 열어 동의하고, 설정의 개인정보 보호에 계정의 토큰(network.hub_token)을 넣은 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Answers without documents</source>
        <translation>문서 없이 답합니다</translation>
    </message>
    <message>
        <source>There are no collections yet</source>
        <translation>아직 모음이 없습니다</translation>
    </message>
    <message>
        <source>A collection that is gone</source>
        <translation>이제 없는 모음</translation>
    </message>
    <message>
        <source>A click shows which connections were made.</source>
        <translation>누르면 어떤 연결이 있었는지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Single categories</source>
        <translation>안전 모델의 범주별 설정</translation>
    </message>
    <message>
        <source>Each is marked as usual, never, or from its own value on; earlier answers too.</source>
        <translation>범주마다 기본값대로, 표시하지 않음, 또는 따로 정한 값부터 표시를 고릅니다. 이전 답변에도 적용됩니다.</translation>
    </message>
    <message>
        <source>There is no safety model yet: nothing is checked until you add one.</source>
        <translation>아직 안전 모델이 없습니다. 추가할 때까지 아무것도 확인하지 않습니다.</translation>
    </message>
    <message>
        <source>This model names no categories</source>
        <translation>이 모델은 범주를 구분하지 않습니다</translation>
    </message>
    <message>
        <source>Hide the categories</source>
        <translation>범주 숨기기</translation>
    </message>
    <message>
        <source>Choose by category…</source>
        <translation>범주별로 선택…</translation>
    </message>
    <message>
        <source>From its own value on</source>
        <translation>따로 정한 값부터</translation>
    </message>
    <message>
        <source>Value of {category}</source>
        <translation>{category}의 값</translation>
    </message>
    <message>
        <source>{number} tokens</source>
        <translation>{number}토큰</translation>
    </message>
    <message>
        <source>{number} minutes</source>
        <translation>{number}분</translation>
    </message>
    <message>
        <source>the head</source>
        <translation>머리 부분</translation>
    </message>
    <message>
        <source>question {number}</source>
        <translation>{number}번 문항</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>읽을 수 없습니다</translation>
    </message>
    <message>
        <source>it has more than {most} MB</source>
        <translation>{most} MB보다 큽니다</translation>
    </message>
    <message>
        <source>it is not UTF-8</source>
        <translation>UTF-8로 저장되지 않았습니다</translation>
    </message>
    <message>
        <source>it is not TOML</source>
        <translation>TOML 형식이 아닙니다</translation>
    </message>
    <message>
        <source>line {line} is not TOML</source>
        <translation>{line}번째 줄이 TOML 형식이 아닙니다</translation>
    </message>
    <message>
        <source>line {line} is not JSON</source>
        <translation>{line}번째 줄이 JSON 형식이 아닙니다</translation>
    </message>
    <message>
        <source>the questions are to stand below [[item]]</source>
        <translation>문항은 [[item]] 아래에 써야 합니다</translation>
    </message>
    <message>
        <source>there is no “{key}” in this format</source>
        <translation>이 형식에는 “{key}”이(가) 없습니다</translation>
    </message>
    <message>
        <source>there is no question in it</source>
        <translation>문항이 하나도 없습니다</translation>
    </message>
    <message>
        <source>it has more than {most} questions</source>
        <translation>문항이 {most}개를 넘습니다</translation>
    </message>
    <message>
        <source>{where} is not a table</source>
        <translation>{where}이(가) 표 형식이 아닙니다</translation>
    </message>
    <message>
        <source>{where} has “{key}”, which this format has not</source>
        <translation>{where}에 이 형식에 없는 “{key}”이(가) 있습니다</translation>
    </message>
    <message>
        <source>{where} has no “question”</source>
        <translation>{where}에 “question”이 없습니다</translation>
    </message>
    <message>
        <source>{where}: “{key}” is to be true or false</source>
        <translation>{where}의 “{key}”은(는) true나 false여야 합니다</translation>
    </message>
    <message>
        <source>{where} needs one of “choices”, “accept”, “pattern” and “refuses”</source>
        <translation>{where}에는 “choices”, “accept”, “pattern”, “refuses” 가운데 하나만 있어야 합니다</translation>
    </message>
    <message>
        <source>{where} has an “answer”, but no “choices”</source>
        <translation>{where}에 “answer”는 있지만 “choices”가 없습니다</translation>
    </message>
    <message>
        <source>{where} needs two or more “choices”</source>
        <translation>{where}의 “choices”는 두 개 이상이어야 합니다</translation>
    </message>
    <message>
        <source>{where} has the same choice twice</source>
        <translation>{where}에 같은 보기가 두 번 있습니다</translation>
    </message>
    <message>
        <source>{where}: “{key}” is to be a number from 1 to {most}</source>
        <translation>{where}의 “{key}”은(는) 1부터 {most}까지의 수여야 합니다</translation>
    </message>
    <message>
        <source>{where}: “{key}” is to be a text</source>
        <translation>{where}의 “{key}”은(는) 글이어야 합니다</translation>
    </message>
    <message>
        <source>{where}: “{key}” has more than {most} characters</source>
        <translation>{where}의 “{key}”이(가) {most}자를 넘습니다</translation>
    </message>
    <message>
        <source>{where}: “{key}” is to be a list of texts</source>
        <translation>{where}의 “{key}”은(는) 글의 목록이어야 합니다</translation>
    </message>
    <message>
        <source>{where}: “{key}” has too many texts, or an empty or a very long one</source>
        <translation>{where}의 “{key}”에 글이 너무 많거나, 비었거나 너무 긴 글이 있습니다</translation>
    </message>
    <message>
        <source>{where}: the pattern cannot be read</source>
        <translation>{where}의 패턴을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>{where}: the pattern is to be a simple one, without references and repeated groups, and with two or three repeats at most</source>
        <translation>{where}의 패턴은 참조와 반복 그룹이 없고 반복이 두세 번 이하인 단순한 패턴이어야 합니다</translation>
    </message>
    <message>
        <source>Ask for the list of files?</source>
        <translation>파일 목록을 조회할까요?</translation>
    </message>
    <message>
        <source>Licence unknown</source>
        <translation>라이선스를 알 수 없음</translation>
    </message>
    <message>
        <source>{name} is here.</source>
        <translation>{name}이(가) 준비되었습니다.</translation>
    </message>
    <message>
        <source>Use {name} now</source>
        <translation>지금 {name} 사용</translation>
    </message>
    <message>
        <source>Models linked here: {count}. They take no room of their own; {free} of the disk is free.</source>
        <translation>연결된 모델: {count}개. 따로 자리를 차지하지 않으며, 디스크에 {free}가 남아 있습니다.</translation>
    </message>
    <message>
        <source>Reading speed</source>
        <translation>읽는 속도</translation>
    </message>
    <message>
        <source>Writing speed</source>
        <translation>쓰는 속도</translation>
    </message>
    <message>
        <source>No documents yet</source>
        <translation>아직 문서가 없습니다</translation>
    </message>
    <message>
        <source>Add some</source>
        <translation>추가하기</translation>
    </message>
    <message>
        <source>Answer without documents</source>
        <translation>문서 없이 답하기</translation>
    </message>
    <message>
        <source>{said}; what is pinned stays in sight</source>
        <translation>{said}. 고정한 메시지는 계속 봅니다</translation>
    </message>
    <message>
        <source>Summary removed</source>
        <translation>요약을 삭제했습니다</translation>
    </message>
    <message>
        <source>Summary changed</source>
        <translation>요약을 수정했습니다</translation>
    </message>
    <message>
        <source>Answers come in words until the schema is mended.</source>
        <translation>스키마를 고칠 때까지는 보통 글로 답합니다.</translation>
    </message>
    <message>
        <source>Open a GGUF file, or fetch the starter model: snug models get smollm2-135m-instruct.</source>
        <translation>GGUF 파일을 열거나, 기본 모델을 내려받으세요: snug models get smollm2-135m-instruct</translation>
    </message>
    <message>
        <source>Get the small starter model, {name} ({size})…</source>
        <translation>작은 기본 모델 {name}({size}) 받기…</translation>
    </message>
    <message>
        <source>“{file}” belongs into the other list.</source>
        <translation>“{file}”은(는) 다른 목록에 속합니다.</translation>
    </message>
    <message>
        <source>Prompts are taken in among prompts, assistants among assistants.</source>
        <translation>프롬프트는 프롬프트 목록에서, 어시스턴트는 어시스턴트 목록에서 가져오세요.</translation>
    </message>
    <message>
        <source>Reading the answer again… {percent} %</source>
        <translation>답변을 다시 읽는 중… {percent}%</translation>
    </message>
    <message>
        <source>Keys 1 to {answers} go on with an answer.</source>
        <translation>1~{answers} 키를 누르면 그 답변으로 이어 갑니다.</translation>
    </message>
    <message>
        <source>Show more ({left} left)</source>
        <translation>더 보기 ({left}개 남음)</translation>
    </message>
    <message>
        <source>The new file takes {size}; {free} is free.</source>
        <translation>새 파일은 {size}이고, 남은 공간은 {free}입니다.</translation>
    </message>
    <message>
        <source>The new file would take {size}, and only {free} is free. Make room first.</source>
        <translation>새 파일은 {size}인데 남은 공간이 {free}뿐입니다. 먼저 공간을 확보하세요.</translation>
    </message>
    <message>
        <source>“{name}” is deleted, and {size} is free again.</source>
        <translation>“{name}”을(를) 삭제하면 {size}의 공간이 생깁니다.</translation>
    </message>
    <message>
        <source>JSON schema: {problem}</source>
        <translation>JSON 스키마: {problem}</translation>
    </message>
    <message>
        <source>line {line}: {problem}</source>
        <translation>{line}번째 줄: {problem}</translation>
    </message>
    <message>
        <source>there is both a grammar and a schema</source>
        <translation>문법과 스키마를 함께 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>it is longer than {most} characters</source>
        <translation>{most}자보다 깁니다</translation>
    </message>
    <message>
        <source>it is not JSON</source>
        <translation>JSON 형식이 아닙니다</translation>
    </message>
    <message>
        <source>it is nested more than {most} deep</source>
        <translation>{most}단계보다 깊게 겹쳐 있습니다</translation>
    </message>
    <message>
        <source>nothing is valid there</source>
        <translation>맞는 답이 있을 수 없습니다</translation>
    </message>
    <message>
        <source>it holds no schema</source>
        <translation>스키마가 아닌 것이 들어 있습니다</translation>
    </message>
    <message>
        <source>the type {type} is not known</source>
        <translation>{type}은(는) 알 수 없는 타입입니다</translation>
    </message>
    <message>
        <source>“{word}” cannot be held with “{other}”</source>
        <translation>“{word}”은(는) “{other}”과(와) 함께 지킬 수 없습니다</translation>
    </message>
    <message>
        <source>“{word}” cannot be held without a type</source>
        <translation>“{word}”은(는) 타입 없이 지킬 수 없습니다</translation>
    </message>
    <message>
        <source>$ref “{reference}” is not inside the schema</source>
        <translation>$ref “{reference}”이(가) 스키마 밖을 가리킵니다</translation>
    </message>
    <message>
        <source>$ref “{reference}” leads nowhere</source>
        <translation>$ref “{reference}”이(가) 가리키는 곳이 없습니다</translation>
    </message>
    <message>
        <source>its allOf cannot be followed</source>
        <translation>allOf를 끝까지 따라갈 수 없습니다</translation>
    </message>
    <message>
        <source>its allOf gives “{word}” twice</source>
        <translation>allOf에 “{word}”이(가) 서로 다르게 두 번 나옵니다</translation>
    </message>
    <message>
        <source>“properties” or “required” is of the wrong kind</source>
        <translation>“properties”나 “required”의 형식이 잘못되었습니다</translation>
    </message>
    <message>
        <source>the required “{word}” is not among the properties</source>
        <translation>필수 항목 “{word}”이(가) properties에 없습니다</translation>
    </message>
    <message>
        <source>“{word}” is no list</source>
        <translation>“{word}”은(는) 비어 있지 않은 목록이어야 합니다</translation>
    </message>
    <message>
        <source>“{word}” is no whole number</source>
        <translation>“{word}”은(는) 정수여야 합니다</translation>
    </message>
    <message>
        <source>its lowest length is above its highest</source>
        <translation>최소 길이가 최대 길이보다 큽니다</translation>
    </message>
    <message>
        <source>no integer from {low} to {high} can be written</source>
        <translation>{low}부터 {high}까지의 정수는 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>of the limits of a number only “minimum”: 0 can be held</source>
        <translation>수의 한계 가운데 “minimum”: 0만 지킬 수 있습니다</translation>
    </message>
    <message>
        <source>it holds a null character</source>
        <translation>널 문자가 들어 있습니다</translation>
    </message>
    <message>
        <source>the grammar has no rule named {rule}</source>
        <translation>문법에 {rule} 규칙이 없습니다</translation>
    </message>
    <message>
        <source>line {line} uses “{rule}”, which is not defined</source>
        <translation>{line}번째 줄의 “{rule}”은(는) 정의되지 않았습니다</translation>
    </message>
    <message>
        <source>“::=” is missing</source>
        <translation>“::=”이 없습니다</translation>
    </message>
    <message>
        <source>the end of the rule is missing</source>
        <translation>규칙이 끝나지 않았습니다</translation>
    </message>
    <message>
        <source>a name is missing</source>
        <translation>이름이 없습니다</translation>
    </message>
    <message>
        <source>“)” is missing</source>
        <translation>“)”가 없습니다</translation>
    </message>
    <message>
        <source>brackets stand more than {most} deep</source>
        <translation>괄호가 {most}단계보다 깊게 겹쳐 있습니다</translation>
    </message>
    <message>
        <source>there are more than {most} rules and brackets</source>
        <translation>규칙과 괄호가 {most}개보다 많습니다</translation>
    </message>
    <message>
        <source>something is repeated more than {most} times</source>
        <translation>{most}번보다 많이 반복되는 것이 있습니다</translation>
    </message>
    <message>
        <source>the repetitions make it too long</source>
        <translation>반복 때문에 너무 깁니다</translation>
    </message>
    <message>
        <source>the rule “{rule}” can begin in too many ways</source>
        <translation>규칙 “{rule}”이(가) 시작되는 방법이 너무 많습니다</translation>
    </message>
    <message>
        <source>something in brackets can begin in too many ways</source>
        <translation>괄호 안의 것이 시작되는 방법이 너무 많습니다</translation>
    </message>
    <message>
        <source>the rule “{rule}” begins with itself</source>
        <translation>규칙 “{rule}”이(가) 자기 자신으로 시작합니다</translation>
    </message>
    <message>
        <source>something in brackets begins with itself</source>
        <translation>괄호 안의 것이 자기 자신으로 시작합니다</translation>
    </message>
    <message>
        <source>llama.cpp cannot read the grammar</source>
        <translation>llama.cpp가 이 문법을 읽지 못합니다</translation>
    </message>
    <message>
        <source>no token of this model goes on as it demands</source>
        <translation>이 모델에는 그 형식대로 이어 갈 토큰이 없습니다</translation>
    </message>
    <message>
        <source>following it takes too long</source>
        <translation>그대로 따르는 데 너무 오래 걸립니다</translation>
    </message>
    <message>
        <source>it is not a regular file</source>
        <translation>보통 파일이 아닙니다</translation>
    </message>
    <message>
        <source>it is not a GGUF file, or a damaged one</source>
        <translation>GGUF 파일이 아니거나 손상되었습니다</translation>
    </message>
    <message>
        <source>it is incomplete</source>
        <translation>파일이 온전하지 않습니다</translation>
    </message>
    <message>
        <source>it is {found}, not {wanted}</source>
        <translation>{wanted}이(가) 아니라 {found}입니다</translation>
    </message>
    <message>
        <source>its alpha is not a usable number</source>
        <translation>알파 값을 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>it waits for words that activate it, which Snug does not know</source>
        <translation>Snug가 모르는 시작 말이 있어야 작동합니다</translation>
    </message>
    <message>
        <source>it holds “{tensor}”, which no LoRA adapter does</source>
        <translation>LoRA 어댑터에 없는 “{tensor}”이(가) 들어 있습니다</translation>
    </message>
    <message>
        <source>it holds “{tensor}”, which no control vector does</source>
        <translation>제어 벡터에 없는 “{tensor}”이(가) 들어 있습니다</translation>
    </message>
    <message>
        <source>it changes nothing</source>
        <translation>바꾸는 것이 없습니다</translation>
    </message>
    <message>
        <source>half of “{tensor}” is missing</source>
        <translation>“{tensor}”의 절반이 없습니다</translation>
    </message>
    <message>
        <source>it changes embeddings that are the output of this model too</source>
        <translation>이 모델에서 출력으로도 쓰이는 임베딩을 바꿉니다</translation>
    </message>
    <message>
        <source>the ranks of “{tensor}” are {first} and {second}</source>
        <translation>“{tensor}”의 랭크가 {first}, {second}입니다</translation>
    </message>
    <message>
        <source>it holds no directions</source>
        <translation>방향이 들어 있지 않습니다</translation>
    </message>
    <message>
        <source>there are two directions for layer {layer}</source>
        <translation>{layer}번 층의 방향이 두 개입니다</translation>
    </message>
    <message>
        <source>its directions are not stored as 32-bit numbers</source>
        <translation>방향이 32비트 수로 저장되지 않았습니다</translation>
    </message>
    <message>
        <source>“{tensor}” is stored in a format that is not read here</source>
        <translation>“{tensor}”의 저장 형식은 여기서 읽지 못합니다</translation>
    </message>
    <message>
        <source>“{tensor}” holds what is not a number</source>
        <translation>“{tensor}”에 수가 아닌 것이 있습니다</translation>
    </message>
    <message>
        <source>it was named twice</source>
        <translation>두 번 지정되었습니다</translation>
    </message>
    <message>
        <source>only a control vector can be kept to some layers</source>
        <translation>일부 층에만 적용하는 것은 제어 벡터만 됩니다</translation>
    </message>
    <message>
        <source>the engine refuses it</source>
        <translation>엔진이 받아들이지 않습니다</translation>
    </message>
    <message>
        <source>with it this model computes no numbers</source>
        <translation>이 어댑터를 쓰면 모델이 값을 계산하지 못합니다</translation>
    </message>
    <message>
        <source>a LoRA adapter</source>
        <translation>LoRA 어댑터</translation>
    </message>
    <message>
        <source>a control vector</source>
        <translation>제어 벡터</translation>
    </message>
    <message>
        <source>an adapter of another kind</source>
        <translation>다른 종류의 어댑터</translation>
    </message>
    <message>
        <source>a model, or a part of one</source>
        <translation>모델이나 모델의 일부</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>빈 파일</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>파일이 아닙니다</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>너무 큽니다</translation>
    </message>
    <message>
        <source>it ends too soon</source>
        <translation>중간에 끊겨 있습니다</translation>
    </message>
    <message>
        <source>there is nothing in it</source>
        <translation>들어 있는 것이 없습니다</translation>
    </message>
    <message>
        <source>a number in it, {number}, is out of bounds</source>
        <translation>들어 있는 수 {number}이(가) 범위를 벗어났습니다</translation>
    </message>
    <message>
        <source>what it says of “{tensor}” cannot be</source>
        <translation>“{tensor}”의 값이 올바르지 않습니다</translation>
    </message>
    <message>
        <source>the counts of “{tensor}” are missing</source>
        <translation>“{tensor}”의 횟수가 없습니다</translation>
    </message>
    <message>
        <source>the counts of “{tensor}” do not fit</source>
        <translation>“{tensor}”의 횟수가 맞지 않습니다</translation>
    </message>
    <message>
        <source>its sizes or numbers are not those of this model's tensors</source>
        <translation>크기나 개수가 이 모델의 텐서와 다릅니다</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>위치(&amp;L):</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>파일 형식(&amp;T):</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>글자 크기</translation>
    </message>
    <message>
        <source>In percent of the system's. Ctrl+Plus and Ctrl+Minus change it, too.</source>
        <translation>시스템 글자 크기에 대한 백분율입니다. Ctrl+더하기와 Ctrl+빼기로도 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>High contrast makes text and edges stand out more.</source>
        <translation>대비를 높이면 글자와 테두리가 더 뚜렷해집니다.</translation>
    </message>
    <message>
        <source>Whether bars and menus may move by themselves.</source>
        <translation>막대와 메뉴가 저절로 움직여도 되는지 정합니다.</translation>
    </message>
</context>
</TS>
