using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// baresip without a sound card: it plays a WAV file, keeps what it heard in another, and is told what to do over its
/// control connection (netstrings of JSON), which also tells what happens.
/// </summary>
internal sealed class BaresipProcess : IAsyncDisposable
{
    private const int ControlPort = 4444;

    private static int _started;

    private readonly ChildProcess _process;
    private readonly TcpClient _control;
    private readonly string _folder;

    private BaresipProcess(ChildProcess process, TcpClient control, string folder)
    {
        _process = process;
        _control = control;
        _folder = folder;
    }

    /// <summary>One JSON object per line: events and answers to commands.</summary>
    public LineLog Events { get; } = new();

    /// <summary>What the program wrote, the SIP trace included.</summary>
    public string Trace => _process.Output.Text + _process.Errors.Text;

    public static async Task<BaresipProcess> Start(TestBed bed, BaresipSettings settings)
    {
        var folder = Directory.CreateDirectory(bed.PathOf($"baresip-{settings.Address}-{Interlocked.Increment(ref _started)}")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "heard"));
        Tone.WriteWave(Path.Combine(folder, "say.wav"), Tone.Samples(settings.ToneFrequency, 0, 30 * Tone.SampleRate));
        await File.WriteAllTextAsync(Path.Combine(folder, "accounts"), settings.Account + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "config"), $"""
            sip_listen {settings.Address}:5060
            {(settings.CertificateFile is null ? "" : $"sip_certificate {settings.CertificateFile}")}
            {(settings.AuthorityFile is null ? "" : $"sip_cafile {settings.AuthorityFile}")}
            net_interface {settings.Address}
            rtp_ports 20000-20100
            audio_source aufile,{folder}/say.wav
            audio_player aubridge,none
            audio_alert aubridge,none
            ausrc_format s16
            auplay_format s16
            auenc_format s16
            audec_format s16
            audio_buffer 20-160
            jitter_buffer_delay 5-10
            rtp_stats yes
            module_path {ModuleFolder}
            module g711.so
            module sndfile.so
            module aufile.so
            module aubridge.so
            module srtp.so
            module dtls_srtp.so
            rtcp_mux {(settings.RtcpMux ? "yes" : "no")}
            module_tmp uuid.so
            module_tmp account.so
            module_app menu.so
            module_app ctrl_tcp.so
            {string.Join('\n', settings.Modules.Select(module => $"module_app {module}"))}
            ctrl_tcp_listen {settings.Address}:{ControlPort}
            snd_path {folder}/heard

            """);
        var process = bed.Own(ChildProcess.Start("baresip", ["-4", "-v", "-s", "-f", folder], folder));
        var control = new IPEndPoint(settings.Address, ControlPort);
        await TestBed.UntilListening(control, tcp: true, process);
        var client = new TcpClient();
        await client.ConnectAsync(control);
        var baresip = bed.Own(new BaresipProcess(process, client, folder));
        _ = baresip.ReadEvents();
        return baresip;
    }

    public Task Dial(string uri) => Command("dial", uri);

    /// <summary>Sends the other side to somebody else (REFER).</summary>
    public Task Transfer(string uri) => Command("transfer", uri);

    public Task HangUp() => Command("hangup", "");

    public Task Hold() => Command("hold", "");

    public Task Resume() => Command("resume", "");

    /// <summary>The digit as telephone-event, as long as a key is held.</summary>
    public Task Press(char digit) => Command("sndcode", digit.ToString());

    public async Task<JsonElement> Event(string type)
    {
        var line = await Events.WaitFor(
            text => JsonDocument.Parse(text).RootElement.TryGetProperty("type", out var value) && value.GetString() == type,
            TestBed.Patience,
            () => $"event {type}. The trace:\n{Trace}\nEvents");
        return JsonDocument.Parse(line).RootElement;
    }

    /// <summary>Waits until it has heard this much, whatever it is.</summary>
    public Task UntilHeard(TimeSpan sound) => TestBed.Until(
        () => Task.FromResult(Directory.GetFiles(Heard, "*-dec.wav").Any(
            file => new FileInfo(file).Length > sound.TotalSeconds * Tone.SampleRate * sizeof(short))),
        TestBed.Patience,
        () => $"{sound.TotalSeconds} s of audio at baresip\n{Trace}");

    /// <summary>
    /// Ends the program as its user would, and returns what it heard: from its last answer on, or, with 0, before the first.
    /// </summary>
    public async Task<short[]> QuitAndListen(Index? part = null)
    {
        await Command("quit", "");
        Assert.Equal(0, await _process.WaitForExit(TestBed.Patience));
        return Tone.ReadWave(Directory.GetFiles(Heard, "*-dec.wav").Order().ElementAt(part ?? ^1));
    }

    /// <summary>Ends the program as a power cut ends a phone: it takes leave of nobody.</summary>
    public Task Kill() => _process.Kill();

    public ValueTask DisposeAsync()
    {
        _control.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Heard => Path.Combine(_folder, "heard");

    private static string ModuleFolder =>
        new[] { "/usr/lib" }.Concat(Directory.GetDirectories("/usr/lib"))
            .Select(folder => Path.Combine(folder, "baresip", "modules")).First(Directory.Exists);

    private async Task Command(string name, string parameters)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new { command = name, @params = parameters, token = name });
        await _control.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"{json.Length}:"), .. json, (byte)',']);
    }

    private async Task ReadEvents()
    {
        var buffer = new byte[65536];
        var filled = 0;
        try
        {
            while (await _control.GetStream().ReadAsync(buffer.AsMemory(filled)) is > 0 and var read)
            {
                filled += read;
                while (TryTake(buffer.AsSpan(0, filled), out var json, out var used))
                {
                    Events.Add(json);
                    buffer.AsSpan(used, filled - used).CopyTo(buffer);
                    filled -= used;
                }
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Events.Add("""{"type":"CONTROL_CLOSED"}""");
        }
    }

    private static bool TryTake(ReadOnlySpan<byte> bytes, out string json, out int used)
    {
        json = "";
        used = 0;
        var colon = bytes.IndexOf((byte)':');
        if (colon < 0 || !int.TryParse(bytes[..colon], out var length) || bytes.Length < colon + length + 2)
        {
            return false;
        }

        json = Encoding.UTF8.GetString(bytes.Slice(colon + 1, length));
        used = colon + length + 2;
        return true;
    }
}

/// <param name="Address">Signalling, media and control all live here.</param>
/// <param name="Account">A line of baresip's accounts file.</param>
internal sealed record BaresipSettings(IPAddress Address, string Account)
{
    public int ToneFrequency { get; init; } = 1000;

    /// <summary>PEM with key and certificate, for accepting TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM with the authority that the server's certificate must come from.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Applications beside those that every one has.</summary>
    public string[] Modules { get; init; } = [];

    /// <summary>RTCP on the RTP port (RFC 5761).</summary>
    public bool RtcpMux { get; init; }
}
