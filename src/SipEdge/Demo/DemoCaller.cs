using System.Security.Cryptography;
using SipEdge.Sip.Messages;

namespace SipEdge.Demo;

/// <summary>A calling phone: INVITE, an answer to the challenge, ACK, and BYE when the audio was exchanged.</summary>
internal sealed class DemoCaller(IDemoWire wire, DemoAudio audio, Ladder ladder, string called, string password)
{
    private const string User = DemoConfiguration.User;

    private readonly string _uri = called;
    private readonly string _contact = $"<sip:{User}@{wire.Local};transport={wire.Transport.ToLowerInvariant()}>";
    private DialogNames _dialog = new($"<sip:{User}@localhost>;tag={Token()}", $"<{called}>", $"demo-{Token()}");
    private string _target = called;
    private uint _cseq;

    /// <summary>Returns when the call is up and both sides know where audio goes.</summary>
    public async Task EstablishAsync(CancellationToken cancellation)
    {
        var offer = DemoSdp.Write(audio.Local, audio.SendKey);
        var (answer, branch) = await InviteAsync(offer, credentials: null, cancellation).ConfigureAwait(false);
        if (answer.Status is 401 or 407)
        {
            await AckAsync(branch, answer, cancellation).ConfigureAwait(false);
            var credentials = DemoDigest.Answer(answer, User, password, SipMethod.Invite, _uri);
            (answer, branch) = await InviteAsync(offer, credentials, cancellation).ConfigureAwait(false);
        }

        if (answer.Status != 200)
        {
            await AckAsync(branch, answer, cancellation).ConfigureAwait(false);
            throw new DemoFailedException($"the call was refused: {answer.Summary}");
        }

        _dialog = _dialog with { Remote = answer.To };
        _target = answer.Contact ?? _uri;
        audio.Use(DemoSdp.Read(answer.Body));
        await SendAsync(SipMethod.Ack, _target, Branch(), _dialog, string.Empty, cancellation).ConfigureAwait(false);
    }

    public async Task HangUpAsync(CancellationToken cancellation)
    {
        _cseq++;
        await SendAsync(SipMethod.Bye, _target, Branch(), _dialog, string.Empty, cancellation).ConfigureAwait(false);
        var answer = await FinalAsync(cancellation).ConfigureAwait(false);
        if (answer.Status != 200)
        {
            throw new DemoFailedException($"BYE was answered {answer.Summary}");
        }
    }

    private static string Branch() => $"z9hG4bK{Token()}";

    private static string Token() => RandomNumberGenerator.GetHexString(12, lowercase: true);

    private async Task<(DemoMessage Final, string Branch)> InviteAsync(
        byte[] offer, byte[]? credentials, CancellationToken cancellation)
    {
        _cseq++;
        var branch = Branch();
        var invite = DemoRequest.Write(SipMethod.Invite, _uri, wire, branch, _dialog, _cseq, _contact, credentials, offer);
        await wire.SendAsync(invite, cancellation).ConfigureAwait(false);
        ladder.Caller(sent: true, credentials is null ? $"INVITE {wire.Transport}" : "INVITE with digest");
        return (await FinalAsync(cancellation).ConfigureAwait(false), branch);
    }

    /// <summary>The ACK to a refusal goes with the INVITE's own branch (RFC 3261 §17.1.1.3).</summary>
    private Task AckAsync(string branch, DemoMessage refusal, CancellationToken cancellation) =>
        SendAsync(SipMethod.Ack, _uri, branch, _dialog with { Remote = refusal.To }, string.Empty, cancellation);

    private async Task SendAsync(
        SipMethod method, string target, string branch, DialogNames dialog, string contact, CancellationToken cancellation)
    {
        await wire.SendAsync(DemoRequest.Write(method, target, wire, branch, dialog, _cseq, contact),
            cancellation).ConfigureAwait(false);
        ladder.Caller(sent: true, method.ToString().ToUpperInvariant());
    }

    private async Task<DemoMessage> FinalAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var message = DemoMessage.Read(await wire.ReceiveAsync(cancellation).ConfigureAwait(false));
            ladder.Caller(sent: false, message.Summary);
            if (message.Status >= 200 && message.CSeq == _cseq)
            {
                return message;
            }
        }
    }
}
