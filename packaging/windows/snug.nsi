; The installer for one user: needs no administrator, writes below HKCU and the user's folder alone.
;
;   makensis -WX -DVERSION=0.1.0 -DSOURCE=C:\path\to\bundle -DOUTPUT=Snug-0.1.0-x64.exe snug.nsi
;
; SOURCE is the folder that PyInstaller made, with snug.exe (command line) and snugw.exe (window).

Unicode true
Target amd64-unicode
ManifestDPIAware true
SetCompressor /SOLID lzma
RequestExecutionLevel user
CRCCheck force

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Snug"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define CLASSES "Software\Classes"
!define BACKUP "Snug.Backup"
!define CONVERSATIONS "Snug.Conversations"
!define MODEL "Snug.Model"

Name "Snug"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Snug"
InstallDirRegKey HKCU "Software\Snug" "InstallDir"
BrandingText "Snug ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Snug"
VIAddVersionKey "FileDescription" "Snug ${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define MUI_ICON "snug.ico"
!define MUI_UNICON "snug.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\snugw.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Korean"

LangString Running ${LANG_ENGLISH} "Snug is open. Close it, then go on."
LangString Running ${LANG_KOREAN} "Snug이 열려 있습니다. 닫은 다음 계속하세요."
LangString Kept ${LANG_ENGLISH} "Your conversations, documents and models were left in:"
LangString Kept ${LANG_KOREAN} "대화와 문서, 모델은 다음 폴더에 그대로 있습니다:"
LangString BackupName ${LANG_ENGLISH} "Snug backup"
LangString BackupName ${LANG_KOREAN} "Snug 백업"
LangString ConversationsName ${LANG_ENGLISH} "Snug conversations"
LangString ConversationsName ${LANG_KOREAN} "Snug 대화"
LangString ModelName ${LANG_ENGLISH} "GGUF model"
LangString ModelName ${LANG_KOREAN} "GGUF 모델"

; A program that runs cannot be written over: that tells whether it does.
!macro RequireClosed un
Function ${un}RequireClosed
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\snugw.exe"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\snugw.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "$(Running)" /SD IDCANCEL IDRETRY +2
    Abort
  ${Loop}
FunctionEnd
!macroend
!insertmacro RequireClosed ""
!insertmacro RequireClosed "un."

!macro Type id name
  WriteRegStr HKCU "${CLASSES}\${id}" "" "${name}"
  WriteRegStr HKCU "${CLASSES}\${id}\DefaultIcon" "" "$INSTDIR\snugw.exe,0"
  WriteRegStr HKCU "${CLASSES}\${id}\shell\open\command" "" '"$INSTDIR\snugw.exe" "%1"'
!macroend

Section
  Call RequireClosed
  ; Files of the release before that this one has not.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Snug.lnk" "$INSTDIR\snugw.exe"

  WriteRegStr HKCU "Software\Snug" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Snug"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\snugw.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Snug contributors"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0

  !insertmacro Type "${BACKUP}" "$(BackupName)"
  !insertmacro Type "${CONVERSATIONS}" "$(ConversationsName)"
  !insertmacro Type "${MODEL}" "$(ModelName)"
  WriteRegStr HKCU "${CLASSES}\.snugbackup" "" "${BACKUP}"
  ; Offered beside other programs; what opens them by itself is not changed.
  WriteRegNone HKCU "${CLASSES}\.json\OpenWithProgids" "${CONVERSATIONS}"
  WriteRegNone HKCU "${CLASSES}\.gguf\OpenWithProgids" "${MODEL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  Call un.RequireClosed
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\snug.exe"
  Delete "$INSTDIR\snugw.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Snug.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Snug"
  DeleteRegValue HKCU "${RUN}" "Snug"
  DeleteRegKey HKCU "${CLASSES}\${BACKUP}"
  DeleteRegKey HKCU "${CLASSES}\${CONVERSATIONS}"
  DeleteRegKey HKCU "${CLASSES}\${MODEL}"
  DeleteRegKey HKCU "${CLASSES}\.snugbackup"
  DeleteRegValue HKCU "${CLASSES}\.json\OpenWithProgids" "${CONVERSATIONS}"
  DeleteRegValue HKCU "${CLASSES}\.gguf\OpenWithProgids" "${MODEL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  ${If} ${FileExists} "$LOCALAPPDATA\snug\*.*"
    MessageBox MB_OK "$(Kept)$\r$\n$LOCALAPPDATA\snug" /SD IDOK
  ${EndIf}
SectionEnd
