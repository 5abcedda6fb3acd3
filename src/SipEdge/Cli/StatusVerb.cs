using System.CommandLine;
using System.Globalization;
using SipEdge.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary><c>sipedge status</c>: how a running edge is doing.</summary>
internal static class StatusVerb
{
    public static Command Create(Terminal terminal)
    {
        var verb = new Verb(
            "status",
            "Show how a running edge is doing: listeners, calls, loops, records",
            "sipedge status",
            "sipedge status --json | jq .calls");
        verb.Shows(terminal, "status", AdminJson.Default.StatusReport, Render);
        return verb;
    }

    public static IRenderable Render(StatusReport status)
    {
        var facts = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 3, 0) }).AddColumn();
        Add(facts, "State", $"{status.State}, {Uptime(status.UptimeSeconds)}, version {status.Version}");
        Add(facts, "Configuration", string.Create(
            CultureInfo.InvariantCulture, $"{status.Configuration}, loaded {status.ConfigurationLoaded:yyyy-MM-dd HH:mm:ss}Z"));
        foreach (var listener in status.Listeners)
        {
            Add(facts, "Listener", $"{listener.Transport} {listener.Address} ({listener.Name})");
        }

        Add(facts, "Calls", string.Create(
            CultureInfo.InvariantCulture, $"{status.Calls}, {status.Transactions} transactions, {status.Media.Sessions} media sessions"));
        var media = status.Media;
        var packets = string.Create(
            CultureInfo.InvariantCulture,
            $"{media.PacketsReceived} packets, {media.Lost} lost, {media.Late} late, {media.Rejected} rejected");
        Add(facts, "Media", string.Create(
            CultureInfo.InvariantCulture, $"{media.Streams} sides heard, {media.Silent} silent; of the live calls {packets}"));
        foreach (var loop in status.Loops)
        {
            Add(facts, string.Create(CultureInfo.InvariantCulture, $"Loop {loop.Loop}"), string.Create(
                CultureInfo.InvariantCulture,
                $"{loop.Calls} calls, {loop.Transactions} transactions, at work {loop.Busy:P0} of its time{Overload(loop)}"));
        }

        foreach (var name in status.Names)
        {
            Add(facts, "Name", Text(name));
        }

        foreach (var clash in status.NameClashes)
        {
            Add(facts, "Name clash", clash);
        }

        foreach (var certificate in status.Certificates)
        {
            Add(facts, "Certificate", string.Create(
                CultureInfo.InvariantCulture, $"{certificate.Name}, until {certificate.Until:yyyy-MM-dd}{Urgency(certificate)}"));
        }

        Add(facts, "Records", string.Create(
            CultureInfo.InvariantCulture,
            $"{status.Records.Written} written to {status.Records.Destination}, {status.Records.Waiting} waiting, {status.Records.Dropped} dropped"));
        return facts;
    }

    private static string Urgency(CertificateReport certificate) => certificate.DaysLeft switch
    {
        < 0 => ": it has run out",
        < 30 => string.Create(CultureInfo.InvariantCulture, $": {Math.Floor(certificate.DaysLeft)} days left"),
        _ => string.Empty,
    };

    private static string Overload(LoopReport loop) => loop.Accepted < 1
        ? string.Create(CultureInfo.InvariantCulture, $", overloaded: takes {loop.Accepted:P0} of new calls")
        : string.Empty;

    private static string Text(NameReport name)
    {
        var places = string.Join(", ", name.Places.Select(static place => $"{place.Address} {place.Transport}"));
        var known = name.Resolved is { } since
            ? string.Create(CultureInfo.InvariantCulture, $"{places}, known at {since:HH:mm:ss}Z")
            : "nothing";
        return $"{name.Name} is {known}{(name.Error is null ? "" : $"; does not resolve now: {name.Error}")}";
    }

    private static void Add(Grid facts, string name, string value) => facts.AddRow(new Text(name), new Text(value));

    private static string Uptime(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return time.TotalDays >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"up {(int)time.TotalDays} d {time.Hours} h")
            : string.Create(CultureInfo.InvariantCulture, $"up {time.Hours}:{time.Minutes:00}:{time.Seconds:00}");
    }
}
