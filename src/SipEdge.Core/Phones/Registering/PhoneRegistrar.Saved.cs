using System.Net;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones.Registering;

// What outlives the process: contacts are written down, and taken up again by the next one.
internal sealed partial class PhoneRegistrar
{
    /// <summary>No contact is believed for longer, whatever is written.</summary>
    private const long LongestPbxMs = 7 * 86_400_000L;

    public void CopySaved(ICollection<SavedPhone> into, long now)
    {
        var listeners = services.Model().Listeners;
        var clock = services.Time.GetUtcNow();
        foreach (var binding in _slots)
        {
            if (binding?.Path is { } path && listeners.FirstOrDefault(one => one.Number == path.Flow.Listener) is { } listener)
            {
                into.Add(new SavedPhone(
                    binding.Domain,
                    Encoding.Latin1.GetString(binding.User),
                    binding.Token.ToString("x32"),
                    Encoding.Latin1.GetString(path.Uri),
                    Encoding.Latin1.GetString(binding.Quality),
                    Encoding.Latin1.GetString(binding.CallId),
                    binding.CSeq,
                    binding.UserAgent,
                    binding.Since,
                    listener.Name,
                    path.Flow.Remote.ToString(),
                    clock.AddMilliseconds(binding.ExpiresAt - now),
                    clock.AddMilliseconds(binding.PbxExpiresAt - now)));
            }
        }
    }

    /// <summary>
    /// Takes up the contacts that the configuration of now still has a place for and whose time is not over. A UDP flow goes on as if
    /// nothing had been; a connection is gone, so its phone is out of reach until it registers, which the PBX need not hear of.
    /// </summary>
    /// <returns>How many.</returns>
    public int Restore(IEnumerable<SavedPhone> saved, long now)
    {
        var restored = 0;
        foreach (var one in saved)
        {
            restored += TryRestore(one, now) ? 1 : 0;
        }
        return restored;
    }

    private bool TryRestore(SavedPhone saved, long now)
    {
        var clock = services.Time.GetUtcNow();
        var model = services.Model();
        var user = Encoding.Latin1.GetBytes(saved.User);
        var expiresMs = (long)(saved.ExpiresAt - clock).TotalMilliseconds;
        var uri = Encoding.Latin1.GetBytes(saved.Uri);
        if (!model.Domains.Any(domain => domain.Name == saved.Domain)
            || PhonesOf(saved.Domain) is not { } phones
            || (phones.Authentication == PhoneAuthentication.Edge && DomainOf(saved.Domain)!.FindAccount(user) is null)
            || expiresMs <= 0
            || user.Length is 0 or > PhoneContact.LongestUser
            || uri.Length > PhoneContact.LongestUri
            || !SipUriView.TryParse(uri, out _)
            || services.Book.Count >= phones.MaxPhones
            || model.Listeners.FirstOrDefault(one => one.Name == saved.Listener) is not { } listener
            || !IPEndPoint.TryParse(saved.Remote, out var remote)
            || !PhoneToken.TryRead(Encoding.Latin1.GetBytes($"ph{saved.Token}"), out var token)
            || services.Book.Find(token) is not null)
        {
            return false;
        }
        var record = _records.GetValueOrDefault(PhoneToken.OfRecord(saved.Domain, user)) ?? NewRecord(saved.Domain, user);
        var flow = new Flow(listener.Transport, listener.Number, 0, SocketEndpoint.From(remote));
        var binding = Add(record, token, new PhonePath(flow, uri, record.Uri), saved.Since);
        binding.Reachable = !flow.IsReliable;
        binding.CallId = Encoding.Latin1.GetBytes(saved.CallId);
        binding.CSeq = saved.CSeq;
        binding.Quality = IsQuality(saved.Quality) ? Encoding.Latin1.GetBytes(saved.Quality) : [];
        binding.UserAgent = saved.UserAgent;
        var pbxMs = Math.Clamp((long)(saved.PbxExpiresAt - clock).TotalMilliseconds, 0, LongestPbxMs);
        binding.PbxExpiresAt = now + pbxMs;
        binding.PbxRefreshFrom = now + BindingRules.RefreshAfterMs(pbxMs, Draw());
        Promise(binding, (int)Math.Min((expiresMs / 1000) + 1, phones.PhoneExpires), phones, now);
        return true;
    }

    private static bool IsQuality(string text) =>
        text.Length <= PhoneContact.LongestQuality && text.All(static c => char.IsAsciiDigit(c) || c == '.');
}
