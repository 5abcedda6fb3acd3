using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SipEdge.Configuration;
using SipEdge.Hosting;
using SipEdge.Media.Srtp;

namespace SipEdge.Demo;

/// <summary>
/// The edge in this process, a caller and a phone on loopback, and two calls: one with digest over UDP, one from TLS and SRTP to
/// UDP and RTP.
/// </summary>
internal sealed class DemoRun(DemoConfiguration configuration, CertificateSet certificates, DemoRecords records,
    UdpWire phoneWire)
{
    private const string Called = "sip:100@localhost";
    private const int Packets = 75; // a second and a half of audio each way
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LastPackets = TimeSpan.FromSeconds(1);

    public static async Task<IReadOnlyList<DemoCall>> RunAsync(ILoggerFactory loggers, CancellationToken cancellation)
    {
        await using var phoneWire = new UdpWire(edge: null);
        var configuration = new DemoConfiguration(phoneWire.LocalEndPoint);
        var certificates = new CertificateSet(TimeProvider.System);
        certificates.Apply(configuration.Model, ConfigurationFile.LoadDefault());
        var records = new DemoRecords();
        using var edge = EdgeRuntime.Start(
            configuration.Model, certificates, records, loggers, TimeProvider.System);
        var run = new DemoRun(configuration, certificates, records, phoneWire);
        return [await run.DigestOverUdpAsync(cancellation).ConfigureAwait(false), await run.TlsToUdpAsync(cancellation).ConfigureAwait(false)];
    }

    private async Task<DemoCall> DigestOverUdpAsync(CancellationToken cancellation)
    {
        await using var wire = new UdpWire(configuration.Signalling);
        return await CallAsync("UDP with digest, RTP  ->  UDP, RTP", wire, SrtpKey.None, cancellation).ConfigureAwait(false);
    }

    private async Task<DemoCall> TlsToUdpAsync(CancellationToken cancellation)
    {
        var hash = certificates[DemoConfiguration.CertificateName]!.Context.TargetCertificate.GetCertHash(HashAlgorithmName.SHA256);
        await using var wire = await TlsWire.ConnectAsync(configuration.Tls, hash, cancellation).ConfigureAwait(false);
        return await CallAsync("TLS with digest, SRTP  ->  UDP, RTP", wire, SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80),
            cancellation)
            .ConfigureAwait(false);
    }

    private async Task<DemoCall> CallAsync(string title, IDemoWire wire, SrtpKey key, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(CallLimit);
        var ladder = new Ladder();
        using var callerAudio = new DemoAudio(key);
        using var phoneAudio = new DemoAudio(SrtpKey.None);
        var caller = new DemoCaller(wire, callerAudio, ladder, Called, configuration.Password);
        var phone = new DemoPhone(phoneWire, phoneAudio, ladder);
        try
        {
            var answering = phone.RunAsync(limit.Token);
            await caller.EstablishAsync(limit.Token).ConfigureAwait(false);
            await phone.Answered.ConfigureAwait(false);
            var (toPhone, toCaller) = await TalkAsync(callerAudio, phoneAudio, limit.Token).ConfigureAwait(false);
            await caller.HangUpAsync(limit.Token).ConfigureAwait(false);
            await answering.ConfigureAwait(false);
            var record = await records.NextAsync(limit.Token).ConfigureAwait(false);
            return new DemoCall(title, ladder, record, toPhone, toCaller);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new DemoFailedException($"{title}: not done after {CallLimit.TotalSeconds} s\n{string.Join('\n', ladder.Draw())}");
        }
        catch (DemoFailedException e)
        {
            throw new DemoFailedException($"{title}: {e.Message}\n{string.Join('\n', ladder.Draw())}");
        }
    }

    private static async Task<(HeardAudio ToPhone, HeardAudio ToCaller)> TalkAsync(
        DemoAudio caller, DemoAudio phone, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var toPhone = phone.ReceiveAsync("to phone", caller, Packets, over.Token);
        var toCaller = caller.ReceiveAsync("to caller", phone, Packets, over.Token);
        await Task.WhenAll(caller.SendAsync(Packets, cancellation), phone.SendAsync(Packets, cancellation)).ConfigureAwait(false);
        over.CancelAfter(LastPackets);
        return (await toPhone.ConfigureAwait(false), await toCaller.ConfigureAwait(false));
    }
}
