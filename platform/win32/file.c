/* Names of files. */
#include "sys.h"

#include "../file.h"
#include "wide.h"

enum pf_err
pf_file_rename(const char *from, const char *to)
{
	wchar_t *wfrom = wide_from_utf8(from), *wto = wide_from_utf8(to);
	enum pf_err err = PF_ENOMEM;

	if (wfrom && wto)
		err = MoveFileExW(wfrom, wto,
			  MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)
			  ? PF_OK
			  : pf_err_from_os((int)GetLastError());
	free(wfrom);
	free(wto);
	return err;
}

enum pf_err
pf_file_remove(const char *path)
{
	wchar_t *wide = wide_from_utf8(path);
	enum pf_err err = PF_ENOMEM;

	if (wide)
		err = DeleteFileW(wide) ? PF_OK
					: pf_err_from_os((int)GetLastError());
	free(wide);
	return err;
}
