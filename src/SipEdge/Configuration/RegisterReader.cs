using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of a trunk's registration.</summary>
internal static class RegisterReader
{
    public static RegisterOptions Read(MapReader reader)
    {
        var otherwise = new RegisterOptions();
        return new RegisterOptions
        {
            RegistrarDomain = reader.Text("registrar_domain"),
            ContactUser = reader.Text("contact_user"),
            Expires = reader.Duration("expires", otherwise.Expires),
            Retry = reader.Duration("retry", otherwise.Retry),
            RetryMax = reader.Duration("retry_max", otherwise.RetryMax),
            RetryDenied = reader.Duration("retry_denied", otherwise.RetryDenied),
            WhenUnregistered = reader.Choice("when_unregistered", ConfigNames.WhenUnregistered, otherwise.WhenUnregistered),
            InboundFrom = reader.Texts("inbound_from"),
        };
    }
}
