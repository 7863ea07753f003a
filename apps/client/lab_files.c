/* The report and the capture: made in memory, written at the end. */
#include "lab.h"

#include "tell.h"

#include "apps/lab/pcap.h"
#include "apps/lab/report.h"
#include "platform/process.h"

#include <stdio.h>
#include <string.h>

enum { PCAP_MAX = 512 * 1024 * 1024 }; /* bytes */

static int
check(const struct lab_job *job, enum ct_err err)
{
	if (err == CT_OK)
		return APP_OK;
	tell(job->app, WORD_SYSTEM, ct_err_text(err, job->app->lang), NULL);
	return APP_SYSTEM;
}

int
lab_files_begin(struct lab_job *job)
{
	enum ct_err err = CT_OK;

	ct_buf_init(&job->report, LAB_REPORT_MAX);
	ct_buf_init(&job->pcap, PCAP_MAX);
	if (job->o->report != NULL)
		err =
		    lab_report_begin(&job->report, job->scene, job->knobs.data);
	if (err == CT_OK && job->o->pcap != NULL)
		err = lab_pcap_begin(&job->pcap, lab_place_now(&job->place));
	return check(job, err);
}

/* An address as a capture has it; one that is not known is all zeroes. */
static struct lab_pcap_end
end_of(const struct pf_addr *a, bool v6)
{
	struct lab_pcap_end end = {.port = 0};
	size_t len = pf_addr_ip(a, end.ip);

	if (len > 0)
		end.port = pf_addr_port(a);
	if (len == 4 && v6) { /* as IPv6 writes those of IPv4 */
		memcpy(end.ip + 12, end.ip, 4);
		memset(end.ip, 0, 10);
		memset(end.ip + 10, 0xff, 2);
	}
	return end;
}

int
lab_files_run(struct lab_job *job, const struct lab_plan *plan,
    const struct lab_timeline *t, const struct lab_ends *ends)
{
	uint8_t ip[16];
	bool v6 = pf_addr_ip(&ends->from, ip) == 16 ||
		  pf_addr_ip(&ends->to, ip) == 16;
	struct lab_pcap_run run = {.from = end_of(&ends->from, v6),
	    .to = end_of(&ends->to, v6),
	    .v6 = v6,
	    .udp = plan->udp,
	    .began = ends->began};

	if (job->o->pcap == NULL)
		return APP_OK;
	return check(job, lab_pcap_add(&job->pcap, &run, t));
}

int
lab_files_result(struct lab_job *job, const struct lab_result *r)
{
	if (job->o->report == NULL)
		return APP_OK;
	return check(job, lab_report_exchange(&job->report, job->scene,
			      r->title, &r->plan, &r->first, &r->histogram));
}

static int
write_file(
    const struct lab_job *job, const char *path, const struct ct_buf *bytes)
{
	FILE *f;
	enum pf_err err;

	if (path == NULL)
		return APP_OK;
	err = pf_fopen(path, "wb", &f);
	if (err == PF_OK) {
		if (fwrite(bytes->data, 1, bytes->len, f) != bytes->len)
			err = PF_EIO;
		if (fclose(f) != 0)
			err = PF_EIO;
	}
	if (err == PF_OK)
		return APP_OK;
	tell(job->app, WORD_NO_WRITE, path, tell_pf(job->app, err));
	return APP_SYSTEM;
}

int
lab_files_end(struct lab_job *job)
{
	int code = APP_OK;

	if (job->o->report != NULL)
		code = check(job,
		    lab_report_end(&job->report, job->scene, job->knobs.data));
	if (code == APP_OK)
		code = write_file(job, job->o->report, &job->report);
	if (code == APP_OK)
		code = write_file(job, job->o->pcap, &job->pcap);
	return code;
}

void
lab_files_free(struct lab_job *job)
{
	ct_buf_fini(&job->report);
	ct_buf_fini(&job->pcap);
}
