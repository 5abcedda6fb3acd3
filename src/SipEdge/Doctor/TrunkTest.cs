using System.Globalization;
using System.Net;
using System.Text;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;
using SipEdge.Sip.Resolution;

namespace SipEdge.Doctor;

/// <summary>
/// Tests one trunk layer by layer from this process, by the configuration's rules and from ports of its own. The order is here and nowhere
/// else.
/// </summary>
internal sealed class TrunkTest(LoadedConfiguration loaded, string trunk, TestPlan plan, Action<string> progress)
{
    private readonly List<TestStep> _steps = [];
    private readonly HashSet<string> _unresolved = new(StringComparer.Ordinal);
    private readonly CertificateSet _certificates = new(TimeProvider.System);

    // Asked once in a test: each more attempt with a wrong password may lock the account, and each call may cost.
    private string? _registeredAt;
    private string? _calledAt;

    public async Task<IReadOnlyList<TestStep>> RunAsync(CancellationToken cancellation)
    {
        if (!CheckConfiguration(Find(loaded.Model!)))
        {
            return _steps;
        }
        var model = loaded.Compile!(await ResolveAsync(cancellation).ConfigureAwait(false));
        var tested = Find(model);
        _certificates.Apply(model, loaded);
        foreach (var gateway in tested.Outbound.Where(gateway => IsWanted(gateway.Name)))
        {
            if (gateway.Targets.IsEmpty)
            {
                CheckListener(gateway);
            }
            foreach (var target in gateway.Targets)
            {
                await TestAsync(new TestTarget(
                    tested, gateway, target, From(model, target), _certificates.Trust.Client(target.TlsClient)),
                    cancellation).ConfigureAwait(false);
            }
        }
        return _steps;
    }

    private TrunkModel Find(EdgeModel model) => model.Trunks.First(one => one.Name == trunk);

    private bool IsWanted(string gateway) => plan.Gateway is null || gateway == plan.Gateway;

    /// <summary>Names of this trunk only: what others cannot resolve is not what was asked.</summary>
    private async Task<NameBook> ResolveAsync(CancellationToken cancellation)
    {
        var options = loaded.Options!;
        var lookup = new NameLookup(options.Dns, TimeProvider.System);
        var asked = new Dictionary<SipHost, TestOutcome>();
        var book = NameBook.Empty;
        foreach (var gateway in options.Trunks[trunk].Gateways.Where(gateway => gateway.IsCalled && IsWanted(gateway.Name)))
        {
            if (ConfiguredNames.Called(options, options.Trunks[trunk], gateway) is not { } host)
            {
                continue;
            }
            if (!asked.TryGetValue(host, out var outcome)) // several gateways may stand behind one proxy
            {
                progress($"DNS of {host.Name}");
                var (step, found) = await DnsTest.RunAsync(lookup, host, $"{gateway.Name} ({host})", cancellation).ConfigureAwait(false);
                _steps.Add(step);
                book = book.With(host, found.Places);
                asked.Add(host, outcome = step.Outcome);
            }
            if (outcome == TestOutcome.Failed)
            {
                _unresolved.Add(gateway.Name);
            }
        }
        return book;
    }

    private bool CheckConfiguration(TrunkModel tested)
    {
        TestStep step;
        if (!tested.Active)
        {
            step = TestStep.Fail(TestLayer.Configuration, tested.Name, $"active: false ({tested.StateLine})",
                new Symptom(TestFault.TrunkDisabled) { Name = tested.Name });
        }
        else if (tested.Outbound.IsEmpty)
        {
            step = TestStep.Fail(TestLayer.Configuration, tested.Name, "no gateway that may be called",
                new Symptom(TestFault.NoOutboundGateway));
        }
        else
        {
            step = TestStep.Ok(TestLayer.Configuration, tested.Name, string.Join(", ",
            [
                tested.Draining ? "active, draining" : "active",
                tested.Outbound.Length == 1 ? "1 gateway to call" : string.Create(CultureInfo.InvariantCulture, $"{tested.Outbound.Length} gateways to call"),
                tested.Register is null ? "known by address" : "registers",
                tested.Credentials is null ? "no credentials" : $"credentials of {tested.Credentials}",
            ]));
        }
        _steps.Add(step);
        return step.Outcome == TestOutcome.Ok;
    }

    /// <summary>A place that was found and cannot be called from here.</summary>
    private void CheckListener(GatewayModel gateway)
    {
        if (!_unresolved.Contains(gateway.Name))
        {
            _steps.Add(TestStep.Fail(TestLayer.Configuration, gateway.ToString(), "no listener to call it from",
                new Symptom(TestFault.NoListener) { Detail = Encoding.ASCII.GetString(gateway.HostPort) }));
        }
    }

    private static IPAddress? From(EdgeModel model, TargetModel target)
    {
        var bind = model.Listeners.First(listener => listener.Number == target.Listener).Bind.Address;
        return bind.Equals(IPAddress.Any) || bind.Equals(IPAddress.IPv6Any) ? null : bind;
    }

    private async Task TestAsync(TestTarget place, CancellationToken cancellation)
    {
        progress($"{place.Subject}: connecting");
        var wire = await WireOpening.OpenAsync(place, plan.Timeout, _steps.Add, cancellation).ConfigureAwait(false);
        if (wire is null)
        {
            return;
        }
        await using (wire.ConfigureAwait(false))
        {
            progress($"{place.Subject}: OPTIONS");
            var options = await OptionsTest.RunAsync(place, wire, plan.Timeout, cancellation).ConfigureAwait(false);
            // Some carriers ignore OPTIONS of customers and serve them all the same: silence is not the last word where more is to come.
            var more = options is [{ Fault: TestFault.UdpSilent or TestFault.Silent }]
                && (place.Trunk.Register is not null || plan.Call is not null);
            var next = _steps.Count;
            if (!more)
            {
                _steps.AddRange(options);
                if (options.Any(static step => step.Outcome == TestOutcome.Failed))
                {
                    return;
                }
            }
            var (registeredAt, calledAt) = (_registeredAt, _calledAt);
            if (await RegisterAsync(place, wire, cancellation).ConfigureAwait(false))
            {
                await CallAsync(place, wire, cancellation).ConfigureAwait(false);
            }
            if (!more)
            {
                return;
            }
            if (_steps.Skip(next).Any(static step => step.Outcome != TestOutcome.Skipped && !IsSilence(step.Fault)))
            {
                _steps.Insert(next, TestStep.Note(
                    TestLayer.Options, place.Subject, options[0].Evidence, new Symptom(TestFault.OptionsIgnored)));
                return;
            }
            _steps.RemoveRange(next, _steps.Count - next); // silent for the same cause
            _steps.AddRange(options);
            (_registeredAt, _calledAt) = (registeredAt, calledAt);
        }
    }

    private static bool IsSilence(TestFault fault) =>
        fault is TestFault.UdpSilent or TestFault.Silent or TestFault.CallSilent or TestFault.ClosedByPeer;

    /// <returns>A call may be tried.</returns>
    private async Task<bool> RegisterAsync(TestTarget place, ProbeWire wire, CancellationToken cancellation)
    {
        if (place.Trunk.Register is not { } rules)
        {
            return true;
        }
        if (_registeredAt is not null)
        {
            _steps.Add(TestStep.Skip(TestLayer.Register, place.Subject, $"asked once, at {_registeredAt}"));
            return true;
        }
        _registeredAt = place.Subject;
        progress($"{place.Subject}: REGISTER");
        var step = await new RegisterTest(place, rules, wire, plan).RunAsync(cancellation).ConfigureAwait(false);
        _steps.Add(step);
        return step.Outcome != TestOutcome.Failed;
    }

    private async Task CallAsync(TestTarget place, ProbeWire wire, CancellationToken cancellation)
    {
        if (plan.Call is not { } number)
        {
            return;
        }
        if (_calledAt is not null)
        {
            _steps.Add(TestStep.Skip(TestLayer.Call, place.Subject, $"called once, at {_calledAt}"));
            return;
        }
        _calledAt = place.Subject;
        progress($"{place.Subject}: calling {number}");
        _steps.Add(await new CallTest(place, wire, plan.Timeout, number).RunAsync(cancellation).ConfigureAwait(false));
    }
}
