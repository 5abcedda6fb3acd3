using Microsoft.Extensions.Logging;

namespace SipEdge.Hosting;

/// <summary>
/// Logs as single lines: with a priority prefix that journald understands when systemd started the edge, else with the time.
/// </summary>
internal static class EdgeLogging
{
    public static void Configure(ILoggingBuilder logging, LogLevel level, Func<string, string?> environment)
    {
        logging.SetMinimumLevel(level);

        // The admin listener's requests are not the operator's news; its failures are.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);

        // JOURNAL_STREAM: standard error goes to the journal (systemd.exec(5)).
        if (!string.IsNullOrEmpty(environment("JOURNAL_STREAM")))
        {
            logging.AddSystemdConsole(static options => options.IncludeScopes = false);
        }
        else
        {
            logging.AddSimpleConsole(static options =>
            {
                options.SingleLine = true;
                options.TimestampFormat = "HH:mm:ss.fff ";
            });
        }
    }
}
