using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// SIPp with one of the scenarios beside this file. A scenario may hold {{name}} marks, filled from the settings before it
/// is run; what it says with a log action arrives in <see cref="Log"/> at once.
/// </summary>
internal sealed class SippProcess : IAsyncDisposable
{
    private static int _started;

    private readonly ChildProcess _process;
    private readonly string _files;
    private readonly SippSettings _settings;

    private SippProcess(ChildProcess process, string files, SippSettings settings)
    {
        _process = process;
        _files = files;
        _settings = settings;
    }

    /// <summary>Of its first call, where it opens that.</summary>
    public string CallId => $"1-{_process.Id}@{_settings.Address}";

    public LineLog Log => _process.Errors;

    /// <summary>Every message sent and received, as SIPp wrote them down. Read it after the end.</summary>
    public string Messages => Read(".messages");

    /// <summary>Starts a caller; it ends by itself after its calls.</summary>
    public static SippProcess Call(TestBed bed, string scenario, SippSettings settings, IPEndPoint target) =>
        Start(bed, scenario, settings, [target.ToString()]);

    /// <summary>Starts a callee and waits until it listens.</summary>
    public static async Task<SippProcess> Answer(TestBed bed, string scenario, SippSettings settings)
    {
        var sipp = Start(bed, scenario, settings, []);
        await TestBed.UntilListening(new IPEndPoint(settings.Address, settings.Port), settings.Tcp, sipp._process);
        return sipp;
    }

    /// <summary>The address in the session description that the scenario logged as "what host port".</summary>
    public async Task<IPEndPoint> MediaAddress(string what)
    {
        var line = await Log.WaitFor(
            text => text.StartsWith(what + " ", StringComparison.Ordinal), TestBed.Patience, () => $"{what}\n{Problems}");
        var words = line.Split(' ');
        return new IPEndPoint(IPAddress.Parse(words[1]), int.Parse(words[2], CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until this many of its calls have said it.</summary>
    public Task Says(string what, int times = 1) => TestBed.Until(
        () => Task.FromResult(Log.Lines.Count(line => line.StartsWith(what, StringComparison.Ordinal)) >= times),
        TestBed.Patience,
        () => $"{times} times \"{what}\"\n{Problems}");

    /// <summary>
    /// Tells every call to go on where its scenario waits for an INFO. SIPp knows its calls by Call-ID alone, so it does not ask
    /// where that comes from.
    /// </summary>
    public async Task GoOn()
    {
        using var socket = new UdpClient();
        for (var call = 1; call <= _settings.Calls; call++)
        {
            var message = $"""
                INFO sip:go-on SIP/2.0
                Via: SIP/2.0/UDP {_settings.Address}:9;branch=z9hG4bKgo{call}
                From: <sip:test>;tag=1
                To: <sip:test>;tag=1
                Call-ID: {call}-{_process.Id}@{_settings.Address}
                CSeq: 1 INFO
                Content-Length: 0


                """.ReplaceLineEndings("\r\n");
            await socket.SendAsync(Encoding.ASCII.GetBytes(message), new IPEndPoint(_settings.Address, _settings.Port));
        }
    }

    /// <summary>Waits for the end: every call must have followed the scenario to its last line.</summary>
    public async Task<SippStatistics> Succeeds(TimeSpan? timeout = null)
    {
        var exitCode = await _process.WaitForExit(timeout ?? TestBed.Patience);
        Assert.True(exitCode == 0, $"sipp ended with {exitCode}\n{Problems}");
        return SippStatistics.Read(_files + ".csv");
    }

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();

    private string Problems => string.Join('\n', Read(".errors"), Log.Text, _process.Output.Text, Messages);

    private string Read(string extension) => File.Exists(_files + extension) ? File.ReadAllText(_files + extension) : "";

    private static SippProcess Start(TestBed bed, string scenario, SippSettings settings, string[] target)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "RealPeers", "scenarios", scenario + ".xml"));
        foreach (var (name, value) in settings.AllMarks)
        {
            var mark = $"{{{{{name}}}}}";
            text = value.Length == 0
                ? string.Join('\n', text.Split('\n').Where(line => line.Trim() != mark)) // an empty line would end the headers
                : text.Replace(mark, value, StringComparison.Ordinal);
        }

        if (settings.AllMarks.Single(static mark => mark.Key == "media_host").Value.Contains(':', StringComparison.Ordinal))
        {
            text = text.Replace("IN IP4", "IN IP6", StringComparison.Ordinal)
                .Replace("([0-9.]+)", "([0-9a-f:]+)", StringComparison.Ordinal);
        }

        Assert.DoesNotContain("{{", text);
        var files = bed.PathOf(
            $"{scenario}-{settings.Address}-{Interlocked.Increment(ref _started)}".Replace(':', '_'));
        File.WriteAllText(files + ".xml", text);
        List<string> arguments =
        [
            .. target,
            "-sf", files + ".xml",
            "-i", settings.Address.ToString(), "-p", Number(settings.Port), "-bind_local",
            "-ci", settings.Address.ToString(),
            "-t", settings.Tcp ? "t1" : "u1",
            "-m", Number(settings.Calls), "-r", Number(settings.CallsPerSecond), "-l", Number(settings.Calls),
            "-d", Number((long)settings.Hold.TotalMilliseconds),
            "-s", settings.Number, "-au", settings.User, "-ap", settings.Password,
            // By default sipp signs the address it sends to, not the Request-URI (RFC 3261 §22.4 step 7).
            "-auth_uri", $"{settings.Number}@{EdgeConfiguration.Domain}",
            "-nostdin", "-deadcall_wait", "0",
            "-trace_err", "-error_file", files + ".errors",
            "-trace_stat", "-stf", files + ".csv",
            "-trace_logs", "-log_file", "/dev/stderr",
        ];
        if (settings.KeepMessages)
        {
            arguments.AddRange(["-trace_msg", "-message_file", files + ".messages"]);
        }

        return bed.Own(new SippProcess(ChildProcess.Start("sipp", arguments, bed.Folder), files, settings));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

internal sealed record SippSettings(IPAddress Address)
{
    public int Port { get; init; } = 5060;

    public bool Tcp { get; init; }

    public int Calls { get; init; } = 1;

    public int CallsPerSecond { get; init; } = 10;

    /// <summary>How long a caller's pause element lasts.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The number that a caller dials.</summary>
    public string Number { get; init; } = "1000";

    public string User { get; init; } = "nobody";

    public string Password { get; init; } = "nothing";

    public bool KeepMessages { get; init; } = true;

    /// <summary>Values for the scenario's marks; those that have a default need none.</summary>
    public Dictionary<string, string> Marks { get; init; } = [];

    /// <summary>The default media address is one that nobody listens on.</summary>
    public IEnumerable<KeyValuePair<string, string>> AllMarks => new Dictionary<string, string>
    {
        ["from_user"] = "alice",
        ["domain"] = EdgeConfiguration.Domain,
        ["headers"] = "",
        ["media_host"] = Address.ToString(),
        ["media_port"] = "9",
        ["hold_host"] = Marks.GetValueOrDefault("media_host", Address.ToString()),
        ["hold_direction"] = "a=sendonly",
        ["ring"] = "",
    }.Where(mark => !Marks.ContainsKey(mark.Key)).Concat(Marks);

    public SippSettings WithMedia(IPEndPoint media)
    {
        Assert.Equal(Address.AddressFamily, media.AddressFamily);
        return With(("media_host", media.Address.ToString()), ("media_port", media.Port.ToString(CultureInfo.InvariantCulture)));
    }

    public SippSettings With(params (string Name, string Value)[] marks)
    {
        var all = new Dictionary<string, string>(Marks);
        foreach (var (name, value) in marks)
        {
            all[name] = value;
        }

        return this with { Marks = all };
    }
}
