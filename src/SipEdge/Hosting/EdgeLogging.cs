using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace SipEdge.Hosting;

/// <summary>
/// Logs as single lines on standard error: with a priority prefix that journald understands when that is the journal, else with
/// the time. Standard output stays free for records and for what a verb prints.
/// </summary>
internal static class EdgeLogging
{
    public static void Configure(ILoggingBuilder logging, LogLevel level, Func<string, string?> environment)
    {
        logging.SetMinimumLevel(level);

        // The admin listener's requests are not the operator's news; its failures are.
        logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);

        // It logs what it throws, with a stack trace; the verb prints what it throws, for an operator.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.Services.Configure<ConsoleLoggerOptions>(static options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        if (IsJournal(environment("JOURNAL_STREAM"), File.ResolveLinkTarget("/proc/self/fd/2", returnFinalTarget: false)?.Name))
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

    /// <summary>
    /// Whether standard error is the journal: JOURNAL_STREAM names its device and inode (systemd.exec(5)). The variable alone
    /// says little, since children of a service inherit it and write elsewhere.
    /// </summary>
    /// <param name="variable">device:inode</param>
    /// <param name="standardError">What /proc/self/fd/2 links to: socket:[inode].</param>
    internal static bool IsJournal(string? variable, string? standardError)
    {
        var inode = variable?.Split(':') is [_, var second] ? second : null;
        return inode is not null && standardError == $"socket:[{inode}]";
    }
}
