using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using SipEdge.Core.Observability;
using SipEdge.Demo;
using Spectre.Console;

namespace SipEdge.Cli;

/// <summary>
/// <c>sipedge demo</c>: two calls through an edge in this process; a newcomer's first minute and an installer's smoke test.
/// </summary>
internal static class DemoVerb
{
    public static Command Create(Terminal terminal)
    {
        var verb = new Verb(
            "demo",
            "Place two calls through an edge in this process, on free loopback ports. Exit code 0 only if audio flowed both ways",
            "sipedge demo");
        verb.SetAction(async (_, stop) =>
        {
            try
            {
                var calls = await DemoRun.RunAsync(NullLoggerFactory.Instance, stop).ConfigureAwait(false);
                foreach (var call in calls)
                {
                    Print(terminal, call);
                }

                var passed = calls.All(static call => call.Passed);
                await terminal.Output.WriteLineAsync(passed
                    ? "Demo passed: both calls were answered, and every audio packet is accounted for in both directions."
                    : "Demo FAILED: see the packets above.").ConfigureAwait(false);
                return passed ? ExitCode.Success : ExitCode.Failed;
            }
            catch (Exception e) when (e is DemoFailedException or IOException or SocketException or InvalidDataException)
            {
                await terminal.Error.WriteLineAsync($"sipedge: demo failed: {e.Message}").ConfigureAwait(false);
                return ExitCode.Failed;
            }
        });
        return verb;
    }

    private static void Print(Terminal terminal, DemoCall call)
    {
        terminal.Output.WriteLine(call.Title);
        terminal.Output.WriteLine();
        foreach (var line in call.Ladder.Draw())
        {
            terminal.Output.WriteLine(line);
        }

        terminal.Output.WriteLine();
        var record = call.Record;
        terminal.Output.WriteLine($"decision  {Admission(record)}; then to {(record.Attempts is [.., var last] ? last.Gateway : "the echo")}");
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"outcome   {record.Outcome}, reason {record.Reason}, ended by {record.EndedBy}, answered after {record.SetupSeconds * 1000:0} ms"));
        var table = new Table { Border = TableBorder.Simple, Caption = new TableTitle("packets, and their delay through the edge") };
        table.AddColumns("audio", "sent", "into edge", "out of it", "received", "wrong", "late", "median", "longest");
        AddRow(table, call.ToPhone, record.CallerMedia, record.CalleeMedia);
        AddRow(table, call.ToCaller, record.CalleeMedia, record.CallerMedia);
        terminal.Console.Write(table);
    }

    private static string Admission(CallRecord record) =>
        $"admitted by domain {record.Domain}, acl {record.Acl ?? "-"}, account {record.Account ?? "-"}";

    private static void AddRow(Table table, HeardAudio heard, MediaRecord? from, MediaRecord? to) => table.AddRow(
        heard.Direction,
        Number(heard.Sent),
        Number(from?.Statistics.PacketsReceived ?? 0),
        Number(to?.Statistics.PacketsSent ?? 0),
        Number(heard.Received),
        Number(heard.Wrong),
        Number(heard.Late),
        Milliseconds(heard.MedianDelay),
        Milliseconds(heard.LongestDelay));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture,
        $"{time.TotalMilliseconds:0.0} ms");
}
