@echo off
rem Builds and tests on Windows itself, or runs programs built elsewhere.
rem
rem   ci\windows.cmd msvc         MSVC and vcpkg: build, test, package
rem   ci\windows.cmd run FOLDER   the test programs of a build in FOLDER; they
rem                              find their data where they were built, so the
rem                              file root.txt in FOLDER tells where that was
setlocal
cd /d "%~dp0\.."
if "%1"=="msvc" goto msvc
if "%1"=="run" goto run
echo usage: ci\windows.cmd msvc ^| run FOLDER 1>&2
exit /b 2

:msvc
if not defined VCPKG_ROOT set "VCPKG_ROOT=%VCPKG_INSTALLATION_ROOT%"
if not exist "%VCPKG_ROOT%\vcpkg.exe" (
	echo windows.cmd: set VCPKG_ROOT to the folder of vcpkg 1>&2
	exit /b 1
)
where cl >nul 2>nul || call :vcvars || exit /b 1
cmake --preset windows-msvc || exit /b 1
cmake --build --preset windows-msvc || exit /b 1
ctest --preset windows-msvc || exit /b 1
cpack --config build\windows-msvc\CPackConfig.cmake -B build\package
exit /b %errorlevel%

:vcvars
set "where=%ProgramFiles(x86)%\Microsoft Visual Studio\Installer\vswhere.exe"
for /f "usebackq delims=" %%d in (`"%where%" -latest -property installationPath`) do (
	call "%%d\VC\Auxiliary\Build\vcvars64.bat"
	exit /b
)
echo windows.cmd: no Visual Studio found 1>&2
exit /b 1

:run
set root=
if exist "%~2\root.txt" set /p root=<"%~2\root.txt"
if defined root set "root=%root:/=\%"
if defined root if not exist "%root%" (
	for %%p in ("%root%\..") do mkdir "%%~fp"
	mklink /J "%root%" "%cd%" || exit /b 1
)
set failed=0
set ran=0
for %%t in ("%~2\*_unit.exe") do call :one "%%t"
echo %ran% programs run, %failed% failed
if %ran%==0 exit /b 1
if not %failed%==0 exit /b 1
exit /b 0

:one
set /a ran+=1
"%~1" --gtest_brief=1 || set /a failed+=1
exit /b 0
