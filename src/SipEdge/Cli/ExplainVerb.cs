using System.CommandLine;
using System.Net;
using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Pipeline;
using SipEdge.Core.Trunks;
using SipEdge.Hosting;
using SipEdge.Media.Dtls;
using SipEdge.Records;
using SipEdge.Sip.Transport;

namespace SipEdge.Cli;

/// <summary>
/// <c>sipedge explain</c>: why a request is let in or not and where it goes. For a message in a file the configuration decides,
/// no edge needs to run; for an attempt of the past the running edge is asked, and after that the records.
/// </summary>
internal static class ExplainVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("message")
        {
            Description = "A file with one SIP request; '-' is standard input",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var from = new Option<string?>("--from")
        {
            Description = "Where it came from: address or address:port",
            HelpName = "address",
        };
        var transport = new Option<string>("--transport")
        {
            Description = "How it came: udp, tcp or tls",
            DefaultValueFactory = static _ => "udp",
        };
        var listener = new Option<string?>("--listener")
        {
            Description = "The listener it came to. Default: the first of that transport",
            HelpName = "name",
        };
        var sni = new Option<string?>("--sni") { Description = "The name its TLS handshake asked for", HelpName = "name" };
        var peerNames = new Option<string[]>("--peer-name")
        {
            Description = "A name that its certificate proves; may be given several times",
            HelpName = "name",
        };
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "When it came. Default: now",
            HelpName = "time",
            CustomParser = SharedOptions.Time,
        };
        var attempt = new Option<string?>("--attempt")
        {
            Description = "Explain an attempt of a running edge instead: the id of its record, or the To tag of its answer",
            HelpName = "id",
        };
        var config = SharedOptions.Config();
        var socket = SharedOptions.Socket();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "explain",
            "Explain why a request is let in or refused: every step, its rule and line, the rewritten message",
            "sipedge explain --from 203.0.113.5 --transport udp invite.txt",
            "sipedge explain --attempt 00000010f3a1c07be24d5a96 --json")
        {
            file, from, transport, listener, sni, peerNames, at, attempt, config, socket, json,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(file) is null == result.GetValue(attempt) is null)
            {
                result.AddError("A message file with --from, or --attempt: one of the two is needed.");
            }
            else if (result.GetValue(file) is not null && result.GetValue(from) is null)
            {
                result.AddError("--from is needed: who may call depends on where the message came from.");
            }
        });
        verb.SetAction((parsed, stop) => parsed.GetValue(attempt) is { } id
            ? ExplainAttemptAsync(
                terminal, id, parsed.GetValue(socket), parsed.GetValue(config), parsed.GetValue(json), stop)
            : ExplainFileAsync(
                terminal,
                new Sender(parsed.GetValue(from)!, parsed.GetValue(transport)!, parsed.GetValue(listener), parsed.GetValue(sni),
                    parsed.GetValue(peerNames) ?? [], parsed.GetValue(at)),
                parsed.GetValue(file)!, parsed.GetValue(config), parsed.GetValue(json), stop));
        return verb;
    }

    private static async Task<int> ExplainFileAsync(
        Terminal terminal, Sender sender, string file, string? config, bool json, CancellationToken stop)
    {
        var loaded = ConfigurationSource.Find(config).Load();
        if (!loaded.Usable)
        {
            return await ConfigurationView.RefuseAsync(terminal, loaded).ConfigureAwait(false);
        }
        if (!sender.TryMakeArrival(loaded.Model, out var arrival, out var why))
        {
            await terminal.Error.WriteLineAsync($"sipedge: {why}").ConfigureAwait(false);
            return ExitCode.Usage;
        }
        var message = await MessageFile.ReadAsync(file, stop).ConfigureAwait(false);
        var names = loaded.Model.Listeners.Select(static listener => listener.SentBy).ToArray();
        var report = ExplanationReports.From(Explainer.Explain(
            message, arrival, loaded.Model, new RememberedNonces(default), (in Flow flow) => names[flow.Listener],
            DtlsSupport.IsAvailable, new TrunkBoard(loops: 1)));
        if (json)
        {
            await terminal.Output.WriteLineAsync(
                JsonSerializer.Serialize(report, AdminJson.Default.ExplanationReport)).ConfigureAwait(false);
            return ExitCode.Success;
        }
        ExplanationText.Write(terminal, report);
        if (report.Steps.Any(static step => step is { Check: "digest", Outcome: "decided" }))
        {
            await terminal.Output.WriteLineAsync(
                "The nonce was taken as valid and unused: only the edge that made it knows.").ConfigureAwait(false);
        }
        return ExitCode.Success;
    }

    private static async Task<int> ExplainAttemptAsync(
        Terminal terminal, string id, string? socket, string? config, bool json, CancellationToken stop)
    {
        var options = ConfigurationSource.Find(config).Load().Options;
        AttemptReport? attempt = null;
        EdgeNotRunningException? silent = null;
        try
        {
            using var client = SharedOptions.Client(socket, options);
            attempt = await client.FindAsync(
                $"attempts/{Uri.EscapeDataString(id)}", AdminJson.Default.AttemptReport, stop).ConfigureAwait(false);
        }
        catch (EdgeNotRunningException error)
        {
            silent = error;
        }
        if (attempt is not null)
        {
            await (json
                ? terminal.Output.WriteLineAsync(JsonSerializer.Serialize(attempt, AdminJson.Default.AttemptReport))
                : AttemptText.WriteAsync(terminal, attempt)).ConfigureAwait(false);
            return ExitCode.Success;
        }

        var records = options?.Records.Path;
        if (records is not null && await RecordSearch.FindAsync(records, id, stop).ConfigureAwait(false) is { } record)
        {
            await (json ? terminal.Output.WriteLineAsync(record) : RecordText.WriteAsync(terminal, record)).ConfigureAwait(false);
            return ExitCode.Success;
        }

        await terminal.Error.WriteLineAsync(
            $"sipedge: attempt {id} is not remembered{(records is null ? "" : $", and not in {records}")}"
            + (silent is null ? "" : $" ({silent.Message})")).ConfigureAwait(false);
        return silent is null ? ExitCode.Failed : ExitCode.NotRunning;
    }

    /// <summary>What was said about where a message came from.</summary>
    private sealed record Sender(
        string From, string Transport, string? Listener, string? Sni, string[] PeerNames, DateTimeOffset? At)
    {
        public bool TryMakeArrival(EdgeModel model, out Arrival arrival, out string why)
        {
            arrival = default;
            if (!ConfigNames.Transport.TryFind(Transport, out var transport))
            {
                why = $"--transport '{Transport}' is not known: {string.Join(", ", ConfigNames.Transport.Names)}";
                return false;
            }
            if (!TryParseFrom(out var from))
            {
                why = $"--from '{From}' is not an IP address, with a port if it matters";
                return false;
            }
            var listener = model.Listeners.FirstOrDefault(candidate =>
                Listener is null ? candidate.Transport == transport : candidate.Name == Listener);
            if (listener is null || listener.Transport != transport)
            {
                var known = model.Listeners.Select(static one => $"{one.Name} ({ConfigNames.Transport.Name(one.Transport)})");
                why = Listener is null
                    ? $"no listener speaks {Transport}"
                    : $"there is no listener '{Listener}' for {Transport}; there are {string.Join(", ", known)}";
                return false;
            }
            if (PeerNames.Length > 0 && transport != TransportKind.Tls)
            {
                why = $"--peer-name: nobody shows a certificate over {Transport}";
                return false;
            }
            why = "";
            arrival = new Arrival(
                new Flow(transport, listener.Number, 0, from), SocketEndpoint.From(listener.Bind), 0,
                At ?? TimeProvider.System.GetUtcNow(), Sni)
            {
                Tls = PeerNames.Length == 0 ? null : Shown(model),
                Registered = RegisteredTrunks.Assumed,
            };
            return true;
        }

        /// <summary>A certificate that every authority vouches for which is asked about its names.</summary>
        private TlsSession Shown(EdgeModel model) => new("", "", PeerNames[0],
        [
            .. model.Certified.Values.SelectMany(certified => PeerNames
                .Where(name => CertificateNames.Match(certified.Tls.ClientNames, name))
                .Select(name => new PeerName(certified.Trunk.Name, name))),
        ]);

        private bool TryParseFrom(out SocketEndpoint from)
        {
            // Without a port the usual one: an entry that asks for a source port should be tried with --from address:port.
            if (IPAddress.TryParse(From, out var address))
            {
                from = SocketEndpoint.From(address, 5060);
                return true;
            }
            if (IPEndPoint.TryParse(From, out var endpoint))
            {
                from = SocketEndpoint.From(endpoint);
                return true;
            }
            from = default;
            return false;
        }
    }
}
