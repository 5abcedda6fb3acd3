using System.Net;

namespace SipEdge.Cli;

/// <summary>What <c>sipedge init</c> was told, by flags or by answers.</summary>
/// <param name="Address">This machine's address towards its peers.</param>
/// <param name="Domain">The host name that callers put into Request-URIs.</param>
/// <param name="Pbx">Address and port of the PBX; null: calls go to the built-in echo.</param>
/// <param name="Carrier">Address and port of the carrier; null: none.</param>
/// <param name="Account">A digest user for phones outside; null: none.</param>
/// <param name="Certificate">PEM file; null: self-signed.</param>
/// <param name="Key">PEM file of its key.</param>
internal sealed record InitAnswers(
    IPAddress Address, string Domain, IPEndPoint? Pbx, IPEndPoint? Carrier, string? Account, string? Certificate, string? Key);
