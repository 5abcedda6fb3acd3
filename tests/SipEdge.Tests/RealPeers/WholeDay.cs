using System.Net;
using System.Text.Json;

namespace SipEdge.Tests.RealPeers;

/// <summary>The steps of <see cref="WholeDayTests"/>, in the order of the day: each leans on those before.</summary>
internal sealed class WholeDay
{
    private const int LongCalls = 3;
    private const int LiveAllDay = LongCalls + 2;

    /// <summary>The one that baresip takes calls for.</summary>
    private const string SouthNumber = "+31600000029";

    /// <summary>What north grants. Short, so that it is missed soon when it fails.</summary>
    private static readonly TimeSpan Grant = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Briefly = TimeSpan.FromMilliseconds(300);

    private readonly TestBed _bed;
    private readonly TestAuthority _authority;
    private readonly WholeDayConfiguration _morning;

    /// <summary>What the records must say at the end, from what the peers counted: how often each kind and reason.</summary>
    private readonly SortedDictionary<string, int> _expected = new(StringComparer.Ordinal);

    private readonly List<SippProcess> _telephones = [];

    private EdgeProcess _edge = null!;
    private KamailioProcess _north = null!;
    private BaresipProcess _south = null!;
    private BaresipProcess _alice = null!;
    private SippProcess _pbx = null!;
    private SippProcess _longCallsOut = null!;
    private SippProcess _longCallIn = null!;
    private int _pbxPort = 5070;
    private int _southCalls;

    public WholeDay(TestBed bed, TestAuthority authority)
    {
        _bed = bed;
        _authority = authority;
        _morning = new WholeDayConfiguration(bed);
    }

    private IPAddress Pbx => _bed.Address(10);

    private IPAddress North => _bed.Address(20);

    private IPAddress South => _bed.Address(60);

    public async Task The_peers_are_there_and_the_configuration_is_clean()
    {
        _authority.Issue(WholeDayConfiguration.Domain, _bed.Edge);
        await _morning.Write();
        _north = await StartNorth();
        _south = await BaresipProcess.Start(_bed, new BaresipSettings(
            South, $"<sip:{SouthNumber}@{South};transport=tls>;regint=0;audio_codecs=PCMU;answermode=auto;mediaenc=srtp-mand")
        {
            CertificateFile = _authority.Issue(WholeDayConfiguration.SouthName, South).Both,
        });
        var check = JsonDocument.Parse(await Command("check", "--config", _bed.PathOf("sipedge.yaml"), "--json")).RootElement;
        Assert.True(check.GetProperty("valid").GetBoolean());
        Assert.Empty(check.GetProperty("problems").EnumerateArray());
    }

    public async Task The_edge_starts_and_registers()
    {
        _edge = await EdgeProcess.Start(_bed, _morning.Environment, "information");
        await UntilNorth("registered");
        var shown = JsonDocument.Parse(await Command("trunk", "show", "north", "--json", "--socket", _bed.PathOf("admin.sock")));
        Assert.Contains("\"registered\"", shown.RootElement.GetRawText());
    }

    public async Task Calls_come_in_and_a_number_of_nobody_is_refused()
    {
        _pbx = await SippProcess.Answer(_bed, "answer", new SippSettings(Pbx) { Calls = 3 + 1 + 1 });
        var calling = CallIn("call", "31201234001", 3);
        CallersHangUp(await calling.Succeeds());

        await CallIn("call-refused", "31201239999", 1, ("code", "404")).Succeeds();
        Expect("refusal number_not_assigned");
    }

    public async Task Calls_go_out_through_the_carrier_that_challenges_them()
    {
        await Telephone(21, "answer", 2);
        CallersHangUp(await CallOut("call", 21, 2).Succeeds());
    }

    public async Task Calls_stand_that_have_to_live_through_the_day()
    {
        await Telephone(22, "answer", LongCalls);
        _longCallsOut = CallOut("call-until-told", 22, LongCalls);
        await _longCallsOut.Says("answer", LongCalls);
        _longCallIn = CallIn("call-until-told", "31201234002", 1);
        await _longCallIn.Says("answer");

        await Telephone(23, "answer");
        _alice = await BaresipProcess.Start(_bed, TlsPhone.Settings(_bed, _authority, "srtp-mand", 1000));
        await _alice.Dial($"sip:+31600000023@{WholeDayConfiguration.Domain}");
        await _alice.Event("CALL_ESTABLISHED");
        await TheLongCallsStand();
    }

    public async Task A_call_is_held_and_taken_back()
    {
        await Telephone(24, "answer-hold");
        var calling = CallOut("call-hold", 24);
        CallersHangUp(await calling.Succeeds());
    }

    public async Task A_call_is_transferred()
    {
        var sentOn = await Telephone(25, "answer-transferred");
        var target = await Telephone(26, "answer-late");
        await CallOut("call-transfer", 25, 1, ("refer_to", $"0600000026@{WholeDayConfiguration.Domain}")).Succeeds();
        await sentOn.Succeeds();
        await target.Succeeds();
        Expect("call transferred");

        // Of the call that was made for it, the telephone that was sent on is the caller.
        Expect("call caller_hung_up");
    }

    public async Task The_carrier_dies_and_calls_go_out_by_the_other_one()
    {
        await _north.Kill();
        await BySouth();
        await UntilNorth("backing_off", "trying");
        await BySouth();
        await TheLongCallsStand();
    }

    public async Task A_new_certificate_is_shown_to_new_connections_and_a_bad_one_to_nobody()
    {
        await using var standing = await Connect();
        var first = standing.Serial;
        _authority.Issue(WholeDayConfiguration.Domain, _bed.Edge);
        await Reload(_morning);
        var second = await Shown();
        Assert.NotEqual(first, second);

        await File.WriteAllTextAsync(_bed.PathOf(WholeDayConfiguration.Domain + ".crt"), "-----BEGIN CERTIFICATE-----\nnonsense\n");
        await EdgeProcess.Command(_bed, _morning.Environment, 1, "reload", "--socket", _bed.PathOf("admin.sock"));
        Assert.Equal(second, await Shown());
        Assert.Equal("SIP/2.0 200 OK", await standing.Ask());
        await TheLongCallsStand();

        _authority.Issue(WholeDayConfiguration.Domain, _bed.Edge);
        await Reload(_morning);
        Assert.NotEqual(second, await Shown());
    }

    public async Task The_carrier_comes_back_and_is_used_again()
    {
        _north = await StartNorth();
        await UntilNorth("registered");
        await Telephone(27, "answer");
        CallersHangUp(await CallOut("call", 27).Succeeds());
        CallersHangUp(await CallIn("call", "31201234003", 1).Succeeds());
        await TheLongCallsStand();
    }

    public async Task Another_route_counts_from_the_reload_on()
    {
        await Reload(_morning with { SouthPrefix = SouthNumber });
        await BySouth();
        await Telephone(28, "answer");
        CallersHangUp(await CallOut("call", 28).Succeeds());
        await TheLongCallsStand();
    }

    public async Task There_are_as_many_calls_as_allowed_and_not_one_more()
    {
        await TheLongCallsStand();
        const int Room = WholeDayConfiguration.MaxCalls - LiveAllDay;
        await Telephone(32, "answer", Room);
        var filling = CallOut("call-until-told", 32, Room);
        await filling.Says("answer", Room);
        await CallOut("call-refused", 28, 1, ("code", "503")).Succeeds();
        Expect("refusal too_many_calls");
        await filling.GoOn();
        CallersHangUp(await filling.Succeeds());
        await Reload(_morning);
    }

    public async Task The_long_calls_end_when_their_callers_hang_up()
    {
        await _longCallsOut.GoOn();
        await _longCallIn.GoOn();
        await _alice.HangUp();
        CallersHangUp(await _longCallsOut.Succeeds());
        CallersHangUp(await _longCallIn.Succeeds());
        await _alice.Event("CALL_CLOSED");
        Expect("call caller_hung_up");
    }

    public async Task Nothing_is_left_of_the_day()
    {
        await _pbx.Succeeds();
        foreach (var telephone in _telephones)
        {
            await telephone.Succeeds();
        }

        await _edge.UntilQuiet(TimeSpan.FromSeconds(30));
    }

    public async Task The_edge_drains_and_stops()
    {
        await Telephone(30, "answer");
        var calling = CallOut("call-until-told", 30);
        await calling.Says("answer");
        var stopping = _edge.StopAndReadRecords();
        await TestBed.Until(async () => (await _edge.Status()).State == "draining", TestBed.Patience, () => _edge.Log);
        await CallOut("call-refused", 28, 1, ("code", "503")).Succeeds();
        Expect("refusal draining");
        await calling.GoOn();
        CallersHangUp(await calling.Succeeds());
        await stopping;
    }

    public void The_records_tell_of_every_call_once()
    {
        var records = _edge.Records.Where(static record => record.Text("type") is "call" or "refusal").ToArray();
        var told = new SortedDictionary<string, int>(
            records.GroupBy(record => $"{record.Text("type")} {record.Text("reason")}").ToDictionary(same => same.Key, same => same.Count()),
            StringComparer.Ordinal);
        Assert.Equal(_expected, told);
        Assert.Equal(records.Length, records.Select(static record => record.Text("id")).Distinct().Count());
    }

    /// <summary>All of them, and no other: what has just ended may take a moment.</summary>
    private async Task TheLongCallsStand()
    {
        var calls = 0;
        await TestBed.Until(
            async () =>
            {
                calls = (await _edge.Status()).Calls;
                Assert.True(calls >= LiveAllDay, $"Only {calls} calls are left of {LiveAllDay}\n{_edge.Log}");
                return calls == LiveAllDay;
            },
            TestBed.Patience,
            () => $"{LiveAllDay} calls; there are {calls}");
    }

    /// <summary>A call that south takes, and not north: behind north no such telephone is switched on.</summary>
    private async Task BySouth()
    {
        var calling = CallOut("call", 29);
        CallersHangUp(await calling.Succeeds());
        _southCalls++;
        Assert.Equal(
            _southCalls,
            _south.Events.Lines.Count(static line => line.Contains("\"CALL_ESTABLISHED\"", StringComparison.Ordinal)));
    }

    private Task<TlsConnection> Connect() =>
        TlsConnection.Open(South, new IPEndPoint(_bed.Edge, 5061), WholeDayConfiguration.Domain, _authority);

    /// <summary>The serial number of the certificate that a new connection is shown; it is served, too.</summary>
    private async Task<string> Shown()
    {
        await using var connection = await Connect();
        Assert.Equal("SIP/2.0 200 OK", await connection.Ask());
        return connection.Serial;
    }

    /// <summary>Of the PBX, to the telephone behind north with these last digits.</summary>
    private SippProcess CallOut(string scenario, int telephone, int calls = 1, params (string, string)[] marks) => SippProcess.Call(
        _bed,
        scenario,
        new SippSettings(Pbx) { Port = _pbxPort++, Number = $"06000000{telephone}", Calls = calls, Hold = Briefly }.With(marks),
        _bed.Target);

    /// <summary>Of a telephone behind north.</summary>
    private SippProcess CallIn(string scenario, string number, int calls, params (string, string)[] marks) => SippProcess.Call(
        _bed,
        scenario,
        new SippSettings(_bed.Address(50)) { Port = _pbxPort++, Number = number, Calls = calls, Hold = Briefly }.With(marks),
        new IPEndPoint(North, 5060));

    private async Task<SippProcess> Telephone(int host, string scenario, int calls = 1)
    {
        var telephone = await SippProcess.Answer(
            _bed, scenario, new SippSettings(_bed.Address(host)) { Calls = calls, Hold = Briefly });
        _telephones.Add(telephone);
        return telephone;
    }

    private void CallersHangUp(SippStatistics calls)
    {
        Assert.Equal((0, 0), (calls.Failed, calls.OutOfCallMessages));
        Expect("call caller_hung_up", calls.Successful);
    }

    private void Expect(string record, int times = 1) => _expected[record] = _expected.GetValueOrDefault(record) + times;

    private async Task Reload(WholeDayConfiguration configuration)
    {
        await configuration.Write();
        await Command("reload", "--socket", _bed.PathOf("admin.sock"));
    }

    private Task<KamailioProcess> StartNorth() => new KamailioCarrier(North, _bed.Edge) { Grants = (Grant, Grant) }.Start(_bed);

    private Task<string> Command(params string[] arguments) => EdgeProcess.Command(_bed, _morning.Environment, 0, arguments);

    private async Task UntilNorth(params string[] states)
    {
        var last = "";
        await TestBed.Until(
            async () =>
            {
                last = await _edge.Ask("registrations");
                var trunk = JsonDocument.Parse(last).RootElement.EnumerateArray().Single();
                return states.Contains(trunk.Text("state"));
            },
            TimeSpan.FromSeconds(40),
            () => $"north {string.Join(" or ", states)}; it is {last}\n{_edge.Log}\n{_north.Log}");
    }
}
