using System.CommandLine;
using System.Globalization;
using SipEdge.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary><c>sipedge phones</c>: who is registered through a running edge.</summary>
internal static class PhonesVerb
{
    public static Command Create(Terminal terminal)
    {
        var socket = SharedOptions.Socket();
        var json = SharedOptions.Json();
        var one = new Argument<string?>("aor")
        {
            Description = "Only this address of record, with or without sip:, or only its user",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var verb = new Verb(
            "phones",
            "List the phones that are registered through a running edge",
            "sipedge phones",
            "sipedge phones 101@sip.example.net",
            "sipedge phones --json | jq '.[] | select(.transport != \"tls\")'")
        {
            one, json, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            var phones = await client.GetAsync("phones", AdminJson.Default.IReadOnlyListPhoneReport, stop).ConfigureAwait(false);
            if (parsed.GetValue(one) is { } wanted)
            {
                phones = [.. phones.Where(phone => IsOf(phone, wanted))];
                if (phones.Count == 0)
                {
                    terminal.Error.WriteLine($"sipedge: {wanted} is not registered");
                    return ExitCode.Failed;
                }
            }

            await terminal.PrintAsync(
                parsed.GetValue(json), phones, AdminJson.Default.IReadOnlyListPhoneReport, Render).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return verb;
    }

    private static bool IsOf(PhoneReport phone, string wanted)
    {
        var record = WithoutScheme(phone.Aor);
        return record == WithoutScheme(wanted) || record.Split('@')[0] == wanted;
    }

    private static string WithoutScheme(string uri) =>
        uri.StartsWith("sip:", StringComparison.Ordinal) ? uri["sip:".Length..] : uri;

    private static IRenderable Render(IReadOnlyList<PhoneReport> phones)
    {
        if (phones.Count == 0)
        {
            return new Text("No phones.\n");
        }

        var table = new TextTable(("Phone", 20), ("Over", 4), ("From", 18), ("Left", 5), ("Reached", 7), ("PBX", 20), ("User agent", 11))
        {
            Caption = string.Create(CultureInfo.InvariantCulture, $"{phones.Count} registered"),
        };
        foreach (var phone in phones)
        {
            table.Add(
                WithoutScheme(phone.Aor), phone.Transport, phone.Source,
                string.Create(CultureInfo.InvariantCulture, $"{phone.ExpiresIn}s"), phone.Reachable ? "yes" : "no", phone.Pbx,
                phone.UserAgent ?? string.Empty);
        }

        return table.Rendered;
    }
}
