using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Configuration;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Pipeline;
using SipEdge.Core.Trunks;
using SipEdge.Hosting;
using SipEdge.Media.Dtls;
using SipEdge.Sip.Transport;

namespace SipEdge.Cli;

/// <summary>
/// <c>sipedge route test</c>: where a number would go if a trunk, an account or somebody of an ACL called it, by the functions that decide
/// live calls. From the configuration: what only a running edge knows, such as a gateway that is down, stands below it where one runs.
/// </summary>
internal static class RouteTestVerb
{
    public static Command Create(Terminal terminal)
    {
        var number = new Argument<string>("number") { Description = "As it is dialled" };
        var from = new Option<string>("--from")
        {
            Description = "Who calls: a trunk, an account or an ACL",
            HelpName = "name",
            Required = true,
        };
        var domain = new Option<string?>("--domain")
        {
            Description = "Which of our domains is called. Default: default_domain, else the first",
            HelpName = "name",
        };
        var caller = new Option<string?>("--caller") { Description = "The caller's number. Default: the trunk's default_number" };
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "When. Default: now",
            HelpName = "time",
            CustomParser = SharedOptions.Time,
        };
        var callId = new Option<string>("--call-id")
        {
            Description = "Chooses among routes that share calls by weight",
            HelpName = "text",
            DefaultValueFactory = static _ => "route-test",
        };
        var config = SharedOptions.Config();
        var json = SharedOptions.Json();
        var socket = SharedOptions.Socket();
        var verb = new Verb(
            "test",
            "Show where a number goes: how it is read, which route takes it, which gateways are tried and what they are told",
            "sipedge route test +31201234567 --from carrier",
            "sipedge route test 0031201234567 --from pbx --at 2026-12-25T10:00 --json | jq '.gateways[].address'")
        {
            number, from, domain, caller, at, callId, config, json, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var loaded = ConfigurationSource.Find(parsed.GetValue(config)).Load();
            if (!loaded.Usable)
            {
                return await ConfigurationView.RefuseAsync(terminal, loaded).ConfigureAwait(false);
            }
            var call = new TestCall(
                parsed.GetValue(number)!, parsed.GetValue(from)!, parsed.GetValue(domain), parsed.GetValue(caller),
                parsed.GetValue(at) ?? TimeProvider.System.GetUtcNow(), parsed.GetValue(callId)!);
            var running = await RunningAsync(parsed.GetValue(socket), loaded.Options, stop).ConfigureAwait(false);
            return await TestAsync(terminal, loaded, call, parsed.GetValue(json), running).ConfigureAwait(false);
        });
        return verb;
    }

    /// <summary>How the trunks of a running edge do; none where none runs.</summary>
    private static async Task<IReadOnlyList<TrunkReport>> RunningAsync(
        string? socket, EdgeOptions options, CancellationToken stop)
    {
        try
        {
            using var client = SharedOptions.Client(socket, options);
            return await client.GetAsync("trunks", AdminJson.Default.IReadOnlyListTrunkReport, stop).ConfigureAwait(false);
        }
        catch (EdgeNotRunningException)
        {
            return [];
        }
    }

    /// <summary>A board on which everything is well, and as far away as the running edge has measured.</summary>
    private static TrunkBoard Measured(EdgeModel model, IReadOnlyList<TrunkReport> running)
    {
        var board = new TrunkBoard(loops: 1);
        foreach (var target in model.Trunks.SelectMany(static trunk => trunk.Outbound).SelectMany(static gateway => gateway.Targets))
        {
            if (Known(running, target.Gateway.TrunkName, target.Gateway.Name, target.AddressText) is { SteadyRttMs: { } rtt })
            {
                board.CellOf(target).Health = new TargetHealth(HealthState.Unknown, 0, "", rtt, 0, default) { SteadyRttMs = rtt };
            }
        }
        return board;
    }

    private static TrunkGatewayReport? Known(IReadOnlyList<TrunkReport> running, string trunk, string gateway, string address) =>
        running.FirstOrDefault(one => one.Name == trunk)?.Gateways
            .FirstOrDefault(one => one.Name == gateway && one.Address == address);

    private static async Task<int> TestAsync(
        Terminal terminal, LoadedConfiguration loaded, TestCall call, bool json, IReadOnlyList<TrunkReport> running)
    {
        var model = loaded.Model!;
        var domain = call.Domain is null
            ? model.DefaultDomain ?? model.Domains[0]
            : model.Domains.FirstOrDefault(known => known.Name.Equals(call.Domain, StringComparison.OrdinalIgnoreCase));
        if (domain is null)
        {
            return ConfigurationView.NoSuch(terminal, "domain", call.Domain!, model.Domains.Select(static known => known.Name));
        }
        if (!call.IsDialable)
        {
            await terminal.Error.WriteLineAsync(
                $"sipedge: '{ScreenText.Of(call.Number)}' cannot stand in a SIP address; write %XX for what is unusual in one")
                .ConfigureAwait(false);
            return ExitCode.Usage;
        }
        if (call.Admitted(model, loaded.Options!, domain) is not { } admission)
        {
            var known = model.Trunks.Select(static trunk => trunk.Name)
                .Concat(loaded.Options!.Accounts.Keys).Concat(loaded.Options.Acls.Keys);
            return ConfigurationView.NoSuch(terminal, "trunk, account or ACL", call.From, known);
        }
        var names = model.Listeners.Select(static listener => listener.SentBy).ToArray();
        var report = ExplanationReports.From(Explainer.ExplainAdmitted(
            call.Invite(domain, admission.Trunk), admission, call.Arrival(model, admission.Trunk), model,
            (in Flow flow) => names[flow.Listener], DtlsSupport.IsAvailable, Measured(model, running)));
        if (json)
        {
            await terminal.Output.WriteLineAsync(
                JsonSerializer.Serialize(report, AdminJson.Default.ExplanationReport)).ConfigureAwait(false);
        }
        else
        {
            Print(terminal, report, call, domain);
            PrintRunning(terminal, report, running);
        }
        return report.Decision == "placed" ? ExitCode.Success : ExitCode.Failed;
    }

    private static void Print(Terminal terminal, ExplanationReport report, TestCall call, DomainModel domain)
    {
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{ScreenText.Of(call.Number)} at {domain.Name}, called by {call.From}, {call.Time:yyyy-MM-dd HH:mm zzz}"));
        terminal.Output.WriteLine();
        ExplanationText.WriteDecision(terminal, report);
        if (report.Gateways.Count == 0)
        {
            return;
        }
        var table = new TextTable(("", 2), ("Gateway", 24), ("Address", 22), ("Over", 4), ("Calls", 37));
        foreach (var (index, gateway) in report.Gateways.Index())
        {
            table.Add(
                (index + 1).ToString(CultureInfo.InvariantCulture), $"{gateway.Trunk}/{gateway.Gateway}", gateway.Address,
                gateway.Transport, gateway.Message is { } message ? message.Split(' ', 3)[1] : $"nothing: {gateway.Refusal}");
        }
        table.Print(terminal);
    }

    /// <summary>What keeps calls of the running edge from the addresses above.</summary>
    private static void PrintRunning(Terminal terminal, ExplanationReport report, IReadOnlyList<TrunkReport> running)
    {
        foreach (var planned in report.Gateways)
        {
            if (Known(running, planned.Trunk, planned.Gateway, planned.Address) is { Up: false } known)
            {
                terminal.Output.WriteLine(ScreenText.Of(
                    $"Calls of the running edge pass {planned.Trunk}/{planned.Gateway} at {planned.Address} by: {known.Why}"));
            }
        }
    }

    /// <summary>A call that nobody makes.</summary>
    private sealed record TestCall(
        string Number, string From, string? Domain, string? Caller, DateTimeOffset Time, string CallId)
    {
        /// <summary>Nothing in it ends the user part or the line.</summary>
        public bool IsDialable => Number.Length > 0 && Number.All(static c => c is > ' ' and <= '~' and not ('@' or '<' or '>' or '"'))
            && CallId.All(static c => c is > ' ' and <= '~') && (Caller?.All(static c => char.IsAsciiLetterOrDigit(c) || c == '+') ?? true);

        /// <summary>As whom the caller is let in; null for a name that is nobody's.</summary>
        public AdmissionDecision? Admitted(EdgeModel model, EdgeOptions options, DomainModel domain)
        {
            var admitted = new AdmissionDecision(AdmissionVerdict.Admit, ReasonCode.AddressAdmitted, 0, domain);
            if (model.Trunks.FirstOrDefault(trunk => trunk.Name == From) is { } trunk)
            {
                return admitted with { Trunk = trunk, Acl = model.Acls.FirstOrDefault(acl => ReferenceEquals(acl.Trunk, trunk)) };
            }
            if (domain.FindAccount(Encoding.UTF8.GetBytes(From)) is { } account)
            {
                var listing = model.Acls.First(
                    acl => domain.Has(acl) && options.Acls.TryGetValue(acl.Name, out var written) && written.Accounts.Contains(From));
                return admitted with
                {
                    Reason = ReasonCode.DigestAdmitted,
                    Account = account,
                    Acl = listing,
                    Trunk = listing.Trunk,
                };
            }
            return model.Acls.FirstOrDefault(acl => acl.Name == From) is { } list
                ? admitted with { Acl = list, Trunk = list.Trunk }
                : null;
        }

        /// <summary>From an address of the trunk, over what it speaks; else over the first listener.</summary>
        public Arrival Arrival(EdgeModel model, TrunkModel? trunk)
        {
            var target = trunk?.Gateways.SelectMany(static gateway => gateway.Targets).FirstOrDefault();
            var listener = target is null ? model.Listeners[0] : model.Listeners[target.Flow.Listener];
            var flow = target?.Flow
                ?? new Flow(listener.Transport, listener.Number, 0, SocketEndpoint.From(System.Net.IPAddress.Loopback, 5060));
            return new Arrival(flow, SocketEndpoint.From(listener.Bind), 0, Time);
        }

        public byte[] Invite(DomainModel domain, TrunkModel? trunk)
        {
            var caller = Caller ?? (trunk?.Numbers.DefaultNumber is { } number ? Encoding.ASCII.GetString(number) : "caller");
            return Encoding.ASCII.GetBytes(string.Join("\r\n",
            [
                $"INVITE sip:{Number}@{domain.Name} SIP/2.0", "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKtest", "Max-Forwards: 70",
                $"From: <sip:{caller}@{domain.Name}>;tag=test", $"To: <sip:{Number}@{domain.Name}>", $"Call-ID: {CallId}",
                "CSeq: 1 INVITE", $"Contact: <sip:{caller}@127.0.0.1>", "Content-Length: 0", "", "",
            ]));
        }
    }
}
