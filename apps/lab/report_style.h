/* The style sheet of a report. */
#ifndef LAB_REPORT_STYLE_H
#define LAB_REPORT_STYLE_H

extern const char lab_report_style[];

#endif
